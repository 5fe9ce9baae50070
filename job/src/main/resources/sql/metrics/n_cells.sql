-- How many cells have a label; every other metric is over these.
SELECT run_id, arm, head, seed, split, sum(if(label IS NULL, 0L, n)) AS value
FROM IDENTIFIER(:counts)
GROUP BY run_id, arm, head, seed, split
