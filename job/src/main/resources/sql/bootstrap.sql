-- Percentile intervals of 95 % of the metrics over bootstrap draws (numpy: percentile, its linear interpolation). value
-- is the metric of all cells, as in the table metrics. A draw without a labelled cell takes no part.
WITH drawn AS (
  SELECT run_id, arm, head, seed, split, unit, metric,
    percentile(value, array(0.025D, 0.975D)) AS bounds, count(*) AS resamples
  FROM IDENTIFIER(:draws)
  LATERAL VIEW stack(4, 'top1', top1, 'macro_f1', macro_f1, 'weighted_f1', weighted_f1,
    'balanced_accuracy', balanced_accuracy) AS metric, value
  WHERE NOT isnan(value)
  GROUP BY run_id, arm, head, seed, split, unit, metric
)
SELECT d.run_id, d.arm, d.head, d.seed, d.split, d.metric, m.value,
  d.bounds[0] AS lower, d.bounds[1] AS upper, d.unit, d.resamples
FROM drawn AS d
JOIN IDENTIFIER(:metrics) AS m
  ON m.run_id = d.run_id AND m.arm = d.arm AND m.head = d.head AND m.seed = d.seed AND m.split = d.split
  AND m.metric = d.metric
ORDER BY run_id, arm, head, seed, split, metric
