-- Did a model give (nearly) one class to everything? Fails when one class takes all cells although there are more,
-- or when one class takes 99 % of the cells while its true share is more than 5 points smaller.
WITH largest AS (
  SELECT run_id, arm, head, seed, split,
    max(struct(predicted_count, label, support)) AS class,
    sum(support) AS cells,
    count_if(predicted_count > 0) AS predicted_classes,
    count_if(support > 0) AS true_classes
  FROM IDENTIFIER(:per_class)
  GROUP BY run_id, arm, head, seed, split
),
shares AS (
  SELECT *, class.predicted_count / cells AS predicted_share, class.support / cells AS true_share FROM largest
)
SELECT
  format_string('not_one_class_for_everything(%s/%s/%s/%s)', arm, head, seed, split) AS name,
  NOT ((predicted_classes = 1 AND true_classes > 1)
    OR (predicted_share >= 0.99 AND predicted_share - true_share > 0.05)) AS passed,
  format_string('%s of %s classes predicted; most often %s, for %.1f %% of %s cells (its true share: %.1f %%)',
    predicted_classes, true_classes, class.label, 100 * predicted_share, cells, 100 * true_share) AS detail
FROM shares
ORDER BY run_id, arm, head, seed, split
