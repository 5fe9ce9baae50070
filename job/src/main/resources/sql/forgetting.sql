-- Each adapter at each scale of what it adds, with the frozen encoder's value of the same metric. The frozen encoder was
-- measured once, at scale 0, and stands at the start of every arm's and seed's curve.
WITH base AS (
  SELECT metric, value, n, note
  FROM IDENTIFIER(:measured)
  WHERE delta_scale = 0
),
tuned AS (
  SELECT arm, seed, delta_scale, metric, value, n, note
  FROM IDENTIFIER(:measured)
  WHERE delta_scale > 0
),
curves AS (
  SELECT arm, seed, delta_scale, metric, value, n, note
  FROM tuned
  UNION ALL
  SELECT units.arm, units.seed, 0D AS delta_scale, base.metric, base.value, base.n, base.note
  FROM (SELECT DISTINCT arm, seed FROM tuned) AS units
  CROSS JOIN base
)
SELECT curves.arm, curves.seed, curves.delta_scale, curves.metric, curves.value, base.value AS base_value, curves.n,
  curves.note
FROM curves
JOIN base ON base.metric = curves.metric
ORDER BY curves.arm, curves.seed, curves.metric, curves.delta_scale
