-- The figures to look at first, from the tables that the task before this one registered.
SELECT split, arm, head, count(*) AS seeds, avg(macro_f1) AS macro_f1, avg(top1) AS top1, avg(ece) AS ece
FROM IDENTIFIER(:database || '.headline')
GROUP BY split, arm, head
ORDER BY split, macro_f1 DESC, arm, head;
