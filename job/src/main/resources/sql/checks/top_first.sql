-- Is every predicted class the first of its own `top`, with a real number as its confidence?
WITH faults AS (
  SELECT run_id, arm, head, seed, split, count(*) AS cells,
    count_if(NOT coalesce(
      predicted = get(top, 0).label AND confidence = get(top, 0).probability AND NOT isnan(confidence), false)) AS faults
  FROM IDENTIFIER(:predictions)
  GROUP BY run_id, arm, head, seed, split
)
SELECT
  format_string('predicted_is_first_of_top(%s/%s/%s/%s)', arm, head, seed, split) AS name,
  faults = 0 AS passed,
  format_string('%s of %s cells differ or have no confidence', faults, cells) AS detail
FROM faults
ORDER BY run_id, arm, head, seed, split
