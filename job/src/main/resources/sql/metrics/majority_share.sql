-- The share of cells that received the most predicted class; near 1 is a collapsed model.
SELECT run_id, arm, head, seed, split, max(predicted_count) / sum(predicted_count) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
