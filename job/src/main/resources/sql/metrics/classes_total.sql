-- How many classes have cells in the split.
SELECT run_id, arm, head, seed, split, count_if(support > 0) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
