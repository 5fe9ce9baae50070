-- The long table of metrics: a row for each number, n is the number of labelled cells behind it.
-- lower and upper are the bounds of an interval, null where none was estimated.
SELECT
  run_id, arm, head, seed, split, metric, value,
  CAST(NULL AS DOUBLE) AS lower, CAST(NULL AS DOUBLE) AS upper,
  CAST(max(if(metric = 'n_cells', value, NULL)) OVER (PARTITION BY run_id, arm, head, seed, split) AS BIGINT) AS n
FROM IDENTIFIER(:values)
ORDER BY run_id, arm, head, seed, split, metric
