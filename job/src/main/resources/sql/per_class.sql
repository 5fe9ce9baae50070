-- Precision, recall and F1 of every class that occurs as a label or as a prediction (scikit-learn's
-- precision_recall_fscore_support with zero_division=0: a number whose denominator is zero is zero).
--   precision = true_positives / predicted_count      recall = true_positives / support
--   f1 = 2 true_positives / (support + predicted_count), the harmonic mean of the two
--   *_lower, *_upper = Wilson's 95 % interval of a share x of n cells; null where n is 0 (statsmodels:
--     proportion_confint, method='wilson'), z being the normal distribution's quantile of 0.975:
--     (x + z^2/2n -+ z sqrt(x(1 - x)/n + z^2/4n^2)) / (1 + z^2/n)
WITH seen AS (
  SELECT run_id, arm, head, seed, split, label AS class, n AS support, 0L AS predicted_count,
    if(label = predicted, n, 0L) AS true_positives
  FROM IDENTIFIER(:counts) WHERE label IS NOT NULL
  UNION ALL
  SELECT run_id, arm, head, seed, split, predicted AS class, 0L, n, 0L
  FROM IDENTIFIER(:counts) WHERE label IS NOT NULL
),
totals AS (
  SELECT run_id, arm, head, seed, split, class,
    sum(support) AS support, sum(predicted_count) AS predicted_count, sum(true_positives) AS true_positives
  FROM seen
  GROUP BY run_id, arm, head, seed, split, class
),
shares AS (
  SELECT *,
    if(predicted_count = 0, 0D, true_positives / predicted_count) AS precision,
    if(support = 0, 0D, true_positives / support) AS recall,
    CAST(nullif(predicted_count, 0L) AS DOUBLE) AS np,
    CAST(nullif(support, 0L) AS DOUBLE) AS nr,
    1.9599639845400545D AS z
  FROM totals
),
wilson AS (
  SELECT *,
    (precision + z * z / (2 * np)) / (1 + z * z / np) AS precision_centre,
    z * sqrt(precision * (1 - precision) / np + z * z / (4 * np * np)) / (1 + z * z / np) AS precision_half,
    (recall + z * z / (2 * nr)) / (1 + z * z / nr) AS recall_centre,
    z * sqrt(recall * (1 - recall) / nr + z * z / (4 * nr * nr)) / (1 + z * z / nr) AS recall_half
  FROM shares
)
SELECT
  run_id, arm, head, seed, split, class AS label, support, predicted_count, true_positives,
  precision, recall,
  2 * true_positives / (support + predicted_count) AS f1,
  if(np IS NULL, NULL, greatest(precision_centre - precision_half, 0D)) AS precision_lower,
  if(np IS NULL, NULL, least(precision_centre + precision_half, 1D)) AS precision_upper,
  if(nr IS NULL, NULL, greatest(recall_centre - recall_half, 0D)) AS recall_lower,
  if(nr IS NULL, NULL, least(recall_centre + recall_half, 1D)) AS recall_upper
FROM wilson
ORDER BY run_id, arm, head, seed, split, label
