-- How likely the difference in macro-F1 is at least as large, to either side, if the two predictions of a cell (or of a
-- donor's cells) may as well change places: (1 + draws as extreme) / (1 + draws). Equal but for rounding is as extreme.
SELECT d.run_id, d.arm, d.head, d.seed, d.split, d.baseline_role, d.permutation_unit,
  (1 + count_if(abs(d.difference) >= abs(p.macro_f1 - p.baseline_macro_f1) - 1E-12D)) / (1 + count(*)) AS p_permutation
FROM IDENTIFIER(:draws) AS d
JOIN IDENTIFIER(:pairs) AS p
  ON p.run_id = d.run_id AND p.arm = d.arm AND p.head = d.head AND p.seed = d.seed AND p.split = d.split
  AND p.baseline_role = d.baseline_role
GROUP BY d.run_id, d.arm, d.head, d.seed, d.split, d.baseline_role, d.permutation_unit
