-- The plain mean of F1 over every class that occurs as a label or as a prediction: a rare class weighs as much
-- as a common one, and a class that is predicted but never true counts with 0.
-- scikit-learn: f1_score, average='macro', zero_division=0.
SELECT run_id, arm, head, seed, split, avg(f1) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
