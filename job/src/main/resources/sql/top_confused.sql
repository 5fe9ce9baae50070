-- The five most confused pairs of every arm: most cells first, ties by the names.
-- share: the part of the true class that this mistake takes.
WITH ranked AS (
  SELECT run_id, arm, head, seed, split,
    row_number() OVER (
      PARTITION BY run_id, arm, head, seed, split ORDER BY n DESC, label, predicted) AS rank,
    label, predicted, n, row_share AS share
  FROM IDENTIFIER(:confusion)
  WHERE label <> predicted
)
SELECT * FROM ranked
WHERE rank <= 5
ORDER BY run_id, arm, head, seed, split, rank
