-- The difference in macro-F1 to a frozen baseline over the seeds of an arm and head, with what metric_summary has of a
-- metric: mean, standard deviation and Student's 95 % interval of the paired differences (null for one seed).
-- p_holm and p_permutation_holm: the largest of the seeds' corrected tests.
WITH seeds AS (
  SELECT run_id, arm, head, split, baseline_role, baseline_head,
    count(*) AS n_seeds, avg(macro_f1) AS macro_f1, avg(baseline_macro_f1) AS baseline_macro_f1,
    avg(difference) AS mean, if(count(*) > 1, stddev_samp(difference), NULL) AS sd,
    max(p_holm) AS p_holm, max(p_permutation_holm) AS p_permutation_holm
  FROM IDENTIFIER(:comparisons)
  GROUP BY run_id, arm, head, split, baseline_role, baseline_head
)
SELECT run_id, arm, head, split, baseline_role, baseline_head, n_seeds, macro_f1, baseline_macro_f1, mean, sd,
  mean - quantile * sd / sqrt(n_seeds) AS lower,
  mean + quantile * sd / sqrt(n_seeds) AS upper,
  p_holm, p_permutation_holm
FROM seeds
LEFT JOIN IDENTIFIER(:student) ON degrees = n_seeds - 1
ORDER BY run_id, split, arm, head, baseline_role
