-- How many cells of each class were predicted as what; pairs that never occur have no row.
-- row_share: n divided by the support of the class, so the rows of a class add up to 1.
SELECT
  run_id, arm, head, seed, split, label, predicted, n,
  n / sum(n) OVER (PARTITION BY run_id, arm, head, seed, split, label) AS row_share
FROM IDENTIFIER(:counts)
WHERE label IS NOT NULL
ORDER BY run_id, arm, head, seed, split, label, predicted
