-- The mean of F1 over the classes, each weighed by its support. scikit-learn: f1_score, average='weighted', zero_division=0.
SELECT run_id, arm, head, seed, split, sum(support * f1) / sum(support) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
