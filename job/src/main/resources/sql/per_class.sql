-- Precision, recall and F1 of every class that occurs as a label or as a prediction (scikit-learn's
-- precision_recall_fscore_support with zero_division=0: a number whose denominator is zero is zero).
--   precision = true_positives / predicted_count      recall = true_positives / support
--   f1 = 2 true_positives / (support + predicted_count), the harmonic mean of the two
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
)
SELECT
  run_id, arm, head, seed, split, class AS label, support, predicted_count, true_positives,
  if(predicted_count = 0, 0D, true_positives / predicted_count) AS precision,
  if(support = 0, 0D, true_positives / support) AS recall,
  2 * true_positives / (support + predicted_count) AS f1
FROM totals
ORDER BY run_id, arm, head, seed, split, label
