-- Percentile intervals of 95 % of the difference in macro-F1 over bootstrap draws of the same cells.
SELECT run_id, arm, head, seed, split, baseline_role, unit,
  percentile(difference, array(0.025D, 0.975D)) AS bounds
FROM IDENTIFIER(:draws)
WHERE NOT isnan(difference)
GROUP BY run_id, arm, head, seed, split, baseline_role, unit
