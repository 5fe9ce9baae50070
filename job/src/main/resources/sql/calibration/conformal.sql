-- The sets of every split by the quantiles of the calibration cells.
--   coverage   share of the cells whose label is in its set; a label that was never taught is in none
WITH sets AS (
  SELECT run_id, arm, head, seed, split, inline(sets) FROM IDENTIFIER(:sets)
),
sums AS (
  SELECT run_id, arm, head, seed, split, rule,
    count(*) AS n, count_if(covered) AS n_covered, sum(size) AS sizes,
    count_if(size = 0) AS n_empty, count_if(size = 1) AS n_single
  FROM sets
  GROUP BY run_id, arm, head, seed, split, rule
)
SELECT run_id, arm, head, seed, split, method, alpha, quantile, n_calibration, n,
  n_covered / n AS coverage, sizes / n AS mean_size, n_empty / n AS empty_share, n_single / n AS single_share
FROM sums
JOIN IDENTIFIER(:quantiles) USING (run_id, arm, head, seed, rule)
ORDER BY run_id, arm, head, seed, split, rule
