-- The one pass over the cells: how often each label was predicted as what, for every arm, head, seed and split.
-- Everything else is derived from these counts. A row without a label stays apart (label is null).
-- n_top3: cells whose label is among the first three of `top`.
SELECT
  run_id, arm, head, seed, split, label, predicted,
  count(*) AS n,
  count_if(array_contains(transform(slice(top, 1, 3), candidate -> candidate.label), label)) AS n_top3
FROM IDENTIFIER(:predictions)
GROUP BY run_id, arm, head, seed, split, label, predicted
ORDER BY run_id, arm, head, seed, split, label, predicted
