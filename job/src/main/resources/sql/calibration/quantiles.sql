-- Split conformal prediction: of the n calibration cells' scores the k-th smallest, k = ceil((n + 1)(1 - alpha)); 1, so
-- that every class is in the set, where n is too small for alpha. A set of the classes whose score is at most the
-- quantile then holds the label of a new cell like these with probability 1 - alpha or more.
WITH scores AS (
  SELECT run_id, arm, head, seed, n_calibration AS n, posexplode(scores) AS (place, score)
  FROM IDENTIFIER(:scores)
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY run_id, arm, head, seed, place ORDER BY score) AS rank
  FROM scores
),
wanted AS (
  SELECT /*+ BROADCAST(r) */ run_id, arm, head, seed, r.rule, r.method, r.alpha, score, rank, n,
    CAST(ceil((n + 1) * (1 - CAST(r.alpha AS DECIMAL(9, 8)))) AS BIGINT) AS k
  FROM ranked AS s
  JOIN IDENTIFIER(:rules) AS r ON r.place = s.place
)
SELECT run_id, arm, head, seed, rule, method, alpha, n AS n_calibration, if(k > n, 1D, score) AS quantile
FROM wanted
WHERE rank = least(k, n)
ORDER BY run_id, arm, head, seed, rule
