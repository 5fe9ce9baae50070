-- How many cells have no label; no metric looks at them.
SELECT run_id, arm, head, seed, split, sum(if(label IS NULL, n, 0L)) AS value
FROM IDENTIFIER(:counts)
GROUP BY run_id, arm, head, seed, split
