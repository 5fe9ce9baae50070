-- Each metric over the seeds of an arm and head: mean, standard deviation (numpy: std, ddof=1) and the 95 % interval
--   mean -+ t sd / sqrt(n_seeds), t the 0.975 quantile of Student's distribution with n_seeds - 1 degrees of freedom
-- (scipy: t.interval). sd, lower and upper are null for one seed. A metric that a seed has no value of is
-- summarised over the others, as n_seeds says.
WITH seeds AS (
  SELECT run_id, arm, head, split, metric,
    count(value) AS n_seeds, avg(value) AS mean, if(count(value) > 1, stddev_samp(value), NULL) AS sd
  FROM IDENTIFIER(:metrics)
  WHERE value IS NOT NULL
  GROUP BY run_id, arm, head, split, metric
)
SELECT run_id, arm, head, split, metric, n_seeds, mean, sd,
  mean - quantile * sd / sqrt(n_seeds) AS lower,
  mean + quantile * sd / sqrt(n_seeds) AS upper
FROM seeds
LEFT JOIN IDENTIFIER(:student) ON degrees = n_seeds - 1
ORDER BY run_id, arm, head, split, metric
