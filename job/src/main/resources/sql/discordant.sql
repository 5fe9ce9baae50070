-- The labelled cells that only an arm, or only its frozen baseline, gets right: what McNemar's test looks at.
SELECT
  pair.run_id, pair.arm, pair.head, pair.seed, pair.split, pair.baseline_head, pair.baseline_seed,
  pair.macro_f1, pair.baseline_macro_f1,
  count(*) AS n,
  count_if(tuned.predicted = tuned.label AND base.predicted <> tuned.label) AS only_arm,
  count_if(tuned.predicted <> tuned.label AND base.predicted = tuned.label) AS only_baseline
FROM IDENTIFIER(:pairs) AS pair
JOIN IDENTIFIER(:predictions) AS tuned
  ON tuned.run_id = pair.run_id AND tuned.arm = pair.arm AND tuned.head = pair.head AND tuned.seed = pair.seed
  AND tuned.split = pair.split
JOIN IDENTIFIER(:predictions) AS base
  ON base.run_id = pair.run_id AND base.arm = 'baseline' AND base.head = pair.baseline_head
  AND base.seed = pair.baseline_seed AND base.split = pair.split
  AND base.shard = tuned.shard AND base.row = tuned.row
WHERE tuned.label IS NOT NULL
GROUP BY pair.run_id, pair.arm, pair.head, pair.seed, pair.split, pair.baseline_head, pair.baseline_seed,
  pair.macro_f1, pair.baseline_macro_f1
ORDER BY run_id, arm, head, seed, split
