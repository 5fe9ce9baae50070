-- The paired counts of each comparison in one row, as what bootstrap and permutations draw from. Whole donors are drawn
-- where every labelled cell has one and there are enough: three for unit (the interval of the difference), six for
-- permutation_unit (2^6 ways to swap); else cells by themselves.
WITH counted AS (
  SELECT run_id, arm, head, seed, split, baseline_role,
    if(count_if(donor IS NULL) = 0, count(DISTINCT donor), 0L) AS donors,
    sort_array(collect_list(struct(
      donor, label, predicted, baseline_predicted AS other, n,
      xxhash64(donor, label, predicted, baseline_predicted) AS key))) AS entries
  FROM IDENTIFIER(:paired_counts)
  GROUP BY run_id, arm, head, seed, split, baseline_role
)
SELECT run_id, arm, head, seed, split, baseline_role,
  if(donors >= 3, 'donor', 'cell') AS unit,
  if(donors >= 6, 'donor', 'cell') AS permutation_unit,
  entries
FROM counted
