-- Accuracy: the share of cells whose predicted class is their label. scikit-learn: accuracy_score.
SELECT run_id, arm, head, seed, split, sum(if(label = predicted, n, 0L)) / sum(n) AS value
FROM IDENTIFIER(:counts)
WHERE label IS NOT NULL
GROUP BY run_id, arm, head, seed, split
