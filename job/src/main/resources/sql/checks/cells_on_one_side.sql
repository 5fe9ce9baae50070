-- Is a cell of train also in another split, under whatever name? Cells are the same where their counts, their genes and
-- every feature are; cells of fewer than 20 genes are left out, for those may be alike by chance. A row for each other
-- split; the sum over all cells is of hashes, nothing is sorted.
WITH alike AS (
  SELECT
    count_if(split = 'train') AS learnt,
    count_if(split = 'val') AS val,
    count_if(split = 'calibration') AS calibration,
    count_if(split = 'test') AS test,
    min(CASE WHEN split = 'train' THEN concat(shard, ' row ', row) END) AS in_train,
    min(CASE WHEN split = 'val' THEN concat(shard, ' row ', row) END) AS in_val,
    min(CASE WHEN split = 'calibration' THEN concat(shard, ' row ', row) END) AS in_calibration,
    min(CASE WHEN split = 'test' THEN concat(shard, ' row ', row) END) AS in_test
  FROM (
    SELECT split, shard, row, n_counts, n_genes, xxhash64(features) AS content FROM IDENTIFIER(:cells) WHERE n_genes >= 20
  )
  GROUP BY n_counts, n_genes, content
),
sides AS (
  SELECT in_train, inline(array(
    struct('val' AS split, val AS n, in_val AS place),
    struct('calibration' AS split, calibration AS n, in_calibration AS place),
    struct('test' AS split, test AS n, in_test AS place)))
  FROM alike
)
SELECT format_string('cells_apart(%s)', split) AS name,
  count_if(in_train IS NOT NULL) = 0 AS passed,
  CASE WHEN count_if(in_train IS NOT NULL) = 0
    THEN format_string('no cell of train is among the %s of this split (compared by content)', sum(n))
    ELSE format_string('%s of the %s cells of this split are cells of train too, such as %s, which is %s',
      sum(CASE WHEN in_train IS NOT NULL THEN n END), sum(n),
      min(CASE WHEN in_train IS NOT NULL THEN place END),
      min_by(in_train, CASE WHEN in_train IS NOT NULL THEN place END))
  END AS detail
FROM sides
WHERE n > 0
GROUP BY split
ORDER BY split
