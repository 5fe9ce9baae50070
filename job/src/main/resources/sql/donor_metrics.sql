-- The metrics of each donor's cells by themselves, over the classes that occur among them as a label or as a
-- prediction (scikit-learn's, of the donor's rows; see the files of these names under metrics/). n is the number of
-- the donor's labelled cells. Sums go over the classes by name, so that no order changes a bit.
WITH seen AS (
  SELECT run_id, arm, head, seed, split, donor, label AS class, n AS support, 0L AS predicted_count,
    if(label = predicted, n, 0L) AS hits
  FROM IDENTIFIER(:donor_counts) WHERE donor IS NOT NULL
  UNION ALL
  SELECT run_id, arm, head, seed, split, donor, predicted AS class, 0L, n, 0L
  FROM IDENTIFIER(:donor_counts) WHERE donor IS NOT NULL
),
classes AS (
  SELECT run_id, arm, head, seed, split, donor, class,
    sum(support) AS support, sum(hits) AS hits, 2 * sum(hits) / (sum(support) + sum(predicted_count)) AS f1
  FROM seen
  GROUP BY run_id, arm, head, seed, split, donor, class
),
donors AS (
  SELECT run_id, arm, head, seed, split, donor,
    sum(support) AS n, sum(hits) AS hits, count(*) AS n_classes, count_if(support > 0) AS n_true,
    sort_array(collect_list(struct(class, support, hits, f1))) AS classes
  FROM classes
  GROUP BY run_id, arm, head, seed, split, donor
)
SELECT run_id, arm, head, seed, split, donor, metric, value, n
FROM donors
LATERAL VIEW stack(4,
  'top1', hits / n,
  'macro_f1', aggregate(classes, 0D, (sum, c) -> sum + c.f1) / n_classes,
  'weighted_f1', aggregate(classes, 0D, (sum, c) -> sum + c.support * c.f1) / n,
  'balanced_accuracy', aggregate(classes, 0D, (sum, c) -> sum + if(c.support > 0, c.hits / c.support, 0D)) / n_true
) AS metric, value
ORDER BY run_id, arm, head, seed, split, donor, metric
