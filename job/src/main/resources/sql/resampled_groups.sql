-- The counts of each arm, head, seed and split in one row, as what a bootstrap draws from. unit: whole donors where
-- every labelled cell has one and there are at least three, else cells by themselves.
SELECT run_id, arm, head, seed, split,
  if(count(DISTINCT donor) >= 3 AND count_if(donor IS NULL) = 0, 'donor', 'cell') AS unit,
  sort_array(collect_list(struct(
    donor, label, predicted, predicted AS other, n, xxhash64(donor, label, predicted) AS key))) AS entries
FROM IDENTIFIER(:donor_counts)
GROUP BY run_id, arm, head, seed, split
