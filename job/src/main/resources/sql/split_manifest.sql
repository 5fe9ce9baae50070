-- What each split is made of: a row for each split, shard and donor (null where it is not known), with a hash of the
-- cells that does not depend on their order and sorts nothing: the SHA-256 of "shard, tab, row, tab, cell_id" of each
-- cell is read as eight whole numbers of 32 bits, which are summed over the cells; the SHA-256 of the number of cells
-- and these sums, joined by commas, stands for the cells. split_sha256 is the same of all cells of the split.
WITH hashed AS (
  SELECT split, shard, donor, label,
    sha2(concat_ws('\t', shard, CAST(row AS STRING), coalesce(cell_id, '')), 256) AS hash
  FROM IDENTIFIER(:cells)
),
parts AS (
  SELECT split, shard, donor,
    count(*) AS n_cells,
    count(label) AS n_labelled,
    sum(CAST(conv(substr(hash, 1, 8), 16, 10) AS BIGINT)) AS s1,
    sum(CAST(conv(substr(hash, 9, 8), 16, 10) AS BIGINT)) AS s2,
    sum(CAST(conv(substr(hash, 17, 8), 16, 10) AS BIGINT)) AS s3,
    sum(CAST(conv(substr(hash, 25, 8), 16, 10) AS BIGINT)) AS s4,
    sum(CAST(conv(substr(hash, 33, 8), 16, 10) AS BIGINT)) AS s5,
    sum(CAST(conv(substr(hash, 41, 8), 16, 10) AS BIGINT)) AS s6,
    sum(CAST(conv(substr(hash, 49, 8), 16, 10) AS BIGINT)) AS s7,
    sum(CAST(conv(substr(hash, 57, 8), 16, 10) AS BIGINT)) AS s8
  FROM hashed
  GROUP BY split, shard, donor
),
wholes AS (
  SELECT split,
    sha2(concat_ws(',', sum(n_cells), sum(s1), sum(s2), sum(s3), sum(s4), sum(s5), sum(s6), sum(s7), sum(s8)), 256)
      AS split_sha256
  FROM parts
  GROUP BY split
)
SELECT parts.split, origins.source, origins.how, parts.shard, parts.donor, parts.n_cells, parts.n_labelled,
  sha2(concat_ws(',', n_cells, s1, s2, s3, s4, s5, s6, s7, s8), 256) AS sha256,
  wholes.split_sha256,
  files.size AS file_size,
  files.sha256 AS file_sha256
FROM parts
JOIN wholes ON wholes.split = parts.split
JOIN IDENTIFIER(:origins) AS origins ON origins.split = parts.split
LEFT JOIN IDENTIFIER(:files) AS files ON files.source = origins.source AND files.shard = parts.shard
ORDER BY parts.split, parts.shard, parts.donor
