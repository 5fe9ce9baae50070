-- The plain mean of recall over the classes that have cells. scikit-learn: balanced_accuracy_score.
SELECT run_id, arm, head, seed, split, avg(recall) AS value
FROM IDENTIFIER(:per_class)
WHERE support > 0
GROUP BY run_id, arm, head, seed, split
