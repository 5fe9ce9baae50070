-- Is a cell of train also in another split, under whatever name? Cells are the same where their counts, their genes and
-- every feature are; cells of fewer than 20 genes are left out, for those may be alike by chance. A row for each other
-- split. Where one fails, shared_cells.sql finds an example.
WITH contents AS (
  SELECT split, n_counts, n_genes, xxhash64(features) AS content
  FROM IDENTIFIER(:cells)
  WHERE n_genes >= 20
),
alike AS (
  SELECT
    count_if(split = 'train') AS learnt,
    count_if(split = 'val') AS val,
    count_if(split = 'calibration') AS calibration,
    count_if(split = 'test') AS test
  FROM contents
  GROUP BY n_counts, n_genes, content
),
sides AS (
  SELECT learnt, inline(array(
    struct('val' AS split, val AS n),
    struct('calibration' AS split, calibration AS n),
    struct('test' AS split, test AS n)))
  FROM alike
),
sums AS (
  SELECT split, sum(n) AS n, sum(if(learnt > 0, n, 0L)) AS shared FROM sides WHERE n > 0 GROUP BY split
)
SELECT format_string('cells_apart(%s)', split) AS name,
  shared = 0 AS passed,
  format_string('%s of the %s cells of this split are cells of train too (compared by content)', shared, n) AS detail
FROM sums
ORDER BY split
