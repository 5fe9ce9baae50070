-- How many classes have at least half of their cells predicted correctly.
-- scikit-learn: recall_score, average=None, of the classes with cells; how many are 0.5 or more.
SELECT run_id, arm, head, seed, split, count_if(support > 0 AND recall >= 0.5) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
