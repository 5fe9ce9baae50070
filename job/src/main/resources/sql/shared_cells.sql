-- For each split that holds cells of train, the first of them and where train has it; see checks/cells_on_one_side.sql.
WITH contents AS (
  SELECT split, shard, row, n_counts, n_genes, xxhash64(features) AS content
  FROM IDENTIFIER(:cells)
  WHERE n_genes >= 20
)
SELECT other.split,
  min(struct(other.shard, other.row, learnt.shard AS train_shard, learnt.row AS train_row)) AS first
FROM contents AS other
JOIN contents AS learnt
  ON learnt.content = other.content AND learnt.n_counts <=> other.n_counts AND learnt.n_genes = other.n_genes
WHERE other.split <> 'train' AND learnt.split = 'train'
GROUP BY other.split
ORDER BY other.split
