-- How many different classes were predicted at all; 1 is a collapsed model.
SELECT run_id, arm, head, seed, split, count_if(predicted_count > 0) AS value
FROM IDENTIFIER(:per_class)
GROUP BY run_id, arm, head, seed, split
