-- How many classes have at least one cell predicted correctly; read it beside the support of each class.
SELECT run_id, arm, head, seed, split, count_if(true_positives > 0) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
