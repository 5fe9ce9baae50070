-- F1 of all classes' hits and misses taken together; for cells of one label each it equals the accuracy.
-- scikit-learn: f1_score, average='micro'.
SELECT run_id, arm, head, seed, split, 2 * sum(true_positives) / (sum(support) + sum(predicted_count)) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
