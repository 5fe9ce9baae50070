-- The labelled cells that only an arm, or only its frozen baseline, gets right: what McNemar's test looks at.
SELECT run_id, arm, head, seed, split, baseline_role,
  sum(n) AS n,
  sum(if(predicted = label AND baseline_predicted <> label, n, 0L)) AS only_arm,
  sum(if(predicted <> label AND baseline_predicted = label, n, 0L)) AS only_baseline
FROM IDENTIFIER(:paired_counts)
GROUP BY run_id, arm, head, seed, split, baseline_role
