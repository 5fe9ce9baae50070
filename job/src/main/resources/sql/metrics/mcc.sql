-- Matthews' correlation of label and prediction over K classes:
--   (c s - sum p_k t_k) / sqrt((s^2 - sum p_k^2) (s^2 - sum t_k^2))
-- with s cells, c correct ones, t_k cells of class k and p_k predictions of it; 0 where one class is all there is on
-- either side. scikit-learn: matthews_corrcoef. The products are exact up to 90 million cells.
WITH sums AS (
  SELECT run_id, arm, head, seed, split,
    CAST(sum(true_positives) AS DOUBLE) AS c,
    CAST(sum(support) AS DOUBLE) AS s,
    sum(CAST(support AS DOUBLE) * predicted_count) AS pt,
    sum(CAST(support AS DOUBLE) * support) AS tt,
    sum(CAST(predicted_count AS DOUBLE) * predicted_count) AS pp
  FROM IDENTIFIER(:per_class)
  GROUP BY run_id, arm, head, seed, split
)
SELECT run_id, arm, head, seed, split,
  if(s * s = pp OR s * s = tt, 0D, (c * s - pt) / nullif(sqrt((s * s - pp) * (s * s - tt)), 0D)) AS value
FROM sums
