-- Each trained arm, head and seed beside the frozen baselines that it has to beat, of the same seed if they have it:
--   baseline_role best: the head of the arm `baseline` with the highest mean macro-F1 over its seeds on the same split
--     (ties by name). Chosen on the split that is compared, which favours the baseline.
--   baseline_role genes: logistic regression on genes, where it is not the best.
--   baseline_role embedding: the best head on the frozen embeddings, where the genes are the best.
WITH f1 AS (
  SELECT run_id, arm, head, seed, split, value
  FROM IDENTIFIER(:metrics)
  WHERE metric = 'macro_f1'
),
frozen AS (
  SELECT run_id, head, split, avg(value) AS mean
  FROM f1
  WHERE arm = 'baseline'
  GROUP BY run_id, head, split
),
best AS (
  SELECT run_id, split, head,
    row_number() OVER (PARTITION BY run_id, split ORDER BY mean DESC, head) AS place,
    row_number() OVER (PARTITION BY run_id, split, head = 'logistic_genes' ORDER BY mean DESC, head) AS place_of_kind
  FROM frozen
),
wanted AS (
  SELECT run_id, split, head,
    CASE WHEN place = 1 THEN 'best' WHEN head = 'logistic_genes' THEN 'genes' ELSE 'embedding' END AS baseline_role
  FROM best
  WHERE place_of_kind = 1 AND (place = 1 OR head = 'logistic_genes' OR EXISTS (
    SELECT 1 FROM best AS first
    WHERE first.run_id = best.run_id AND first.split = best.split
      AND first.place = 1 AND first.head = 'logistic_genes'))
),
candidates AS (
  SELECT
    tuned.run_id, tuned.arm, tuned.head, tuned.seed, tuned.split, wanted.baseline_role,
    base.head AS baseline_head, base.seed AS baseline_seed,
    tuned.value AS macro_f1, base.value AS baseline_macro_f1,
    row_number() OVER (
      PARTITION BY tuned.run_id, tuned.arm, tuned.head, tuned.seed, tuned.split, wanted.baseline_role
      ORDER BY if(base.seed = tuned.seed, 0, 1), base.seed) AS choice
  FROM f1 AS tuned
  JOIN wanted ON wanted.run_id = tuned.run_id AND wanted.split = tuned.split
  JOIN f1 AS base
    ON base.run_id = tuned.run_id AND base.split = tuned.split AND base.arm = 'baseline' AND base.head = wanted.head
  WHERE tuned.arm <> 'baseline'
)
SELECT run_id, arm, head, seed, split, baseline_role, baseline_head, baseline_seed, macro_f1, baseline_macro_f1
FROM candidates
WHERE choice = 1
ORDER BY run_id, arm, head, seed, split, baseline_role
