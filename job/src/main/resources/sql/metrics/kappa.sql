-- Cohen's kappa: the share of agreement beyond what the classes' shares alone would give.
--   (observed - expected) / (1 - expected), observed = c / s, expected = sum p_k t_k / s^2
-- No row where it is undefined: one class is every label and every prediction. scikit-learn: cohen_kappa_score.
WITH sums AS (
  SELECT run_id, arm, head, seed, split,
    CAST(sum(true_positives) AS DOUBLE) AS c,
    CAST(sum(support) AS DOUBLE) AS s,
    sum(CAST(support AS DOUBLE) * predicted_count) AS pt
  FROM IDENTIFIER(:per_class)
  GROUP BY run_id, arm, head, seed, split
)
SELECT run_id, arm, head, seed, split, (c * s - pt) / nullif(s * s - pt, 0D) AS value
FROM sums
WHERE s * s > pt
