-- Do all tables tell of the same cells? For each arm, head, seed and split the number of labelled cells, and of the
-- correct ones, is taken from every table; all must equal the predictions table's.
WITH sums AS (
  SELECT run_id, arm, head, seed, split, 'predictions' AS artefact,
    count_if(label IS NOT NULL) AS cells, count_if(label = predicted) AS correct
  FROM IDENTIFIER(:predictions)
  GROUP BY run_id, arm, head, seed, split
  UNION ALL
  SELECT run_id, arm, head, seed, split, 'confusion', sum(n), sum(if(label = predicted, n, 0L))
  FROM IDENTIFIER(:confusion)
  GROUP BY run_id, arm, head, seed, split
  UNION ALL
  SELECT run_id, arm, head, seed, split, 'per_class support', sum(support), sum(true_positives)
  FROM IDENTIFIER(:per_class)
  GROUP BY run_id, arm, head, seed, split
  UNION ALL
  SELECT run_id, arm, head, seed, split, 'per_class predicted_count', sum(predicted_count), sum(true_positives)
  FROM IDENTIFIER(:per_class)
  GROUP BY run_id, arm, head, seed, split
  UNION ALL
  SELECT run_id, arm, head, seed, split, 'metrics, least n', min(n),
    max(if(metric = 'top1', CAST(round(value * n) AS BIGINT), NULL))
  FROM IDENTIFIER(:metrics)
  GROUP BY run_id, arm, head, seed, split
  UNION ALL
  SELECT run_id, arm, head, seed, split, 'metrics, most n', max(n),
    max(if(metric = 'top1', CAST(round(value * n) AS BIGINT), NULL))
  FROM IDENTIFIER(:metrics)
  GROUP BY run_id, arm, head, seed, split
),
agreement AS (
  SELECT run_id, arm, head, seed, split,
    max(cells) AS cells,
    -- a group without labels has no rows but those that say so
    max(cells) = 0
      OR (count(correct) = 6 AND min(cells) = max(cells) AND min(correct) = max(correct)) AS passed,
    array_join(array_sort(collect_list(
      format_string('%s: %s (%s correct)', artefact, cells, coalesce(CAST(correct AS STRING), 'no')))), '; ') AS detail
  FROM sums
  GROUP BY run_id, arm, head, seed, split
)
SELECT format_string('artefacts_agree(%s/%s/%s/%s)', arm, head, seed, split) AS name, passed, detail
FROM agreement
ORDER BY run_id, arm, head, seed, split
