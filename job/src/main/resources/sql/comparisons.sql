-- Each trained arm, head and seed beside a frozen baseline on the same cells: scores, difference with its bootstrap
-- interval, counts of McNemar's test, and the permutation test.
SELECT p.run_id, p.arm, p.head, p.seed, p.split, p.baseline_role, p.baseline_head, p.baseline_seed,
  p.macro_f1, p.baseline_macro_f1, p.macro_f1 - p.baseline_macro_f1 AS difference,
  i.bounds[0] AS diff_lower, i.bounds[1] AS diff_upper, i.unit,
  d.n, d.only_arm, d.only_baseline, t.permutation_unit, t.p_permutation
FROM IDENTIFIER(:pairs) AS p
JOIN IDENTIFIER(:discordant) AS d USING (run_id, arm, head, seed, split, baseline_role)
JOIN IDENTIFIER(:permutations) AS t USING (run_id, arm, head, seed, split, baseline_role)
LEFT JOIN IDENTIFIER(:intervals) AS i USING (run_id, arm, head, seed, split, baseline_role)
ORDER BY run_id, arm, head, seed, split, baseline_role
