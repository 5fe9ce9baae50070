-- F1 of each class by arm and head, mean over seeds, beside its number of cells.
SELECT run_id, split, label, arm, head, max(support) AS support, avg(f1) AS f1, stddev(f1) AS sd, count(*) AS seeds
FROM per_class
GROUP BY run_id, split, label, arm, head
