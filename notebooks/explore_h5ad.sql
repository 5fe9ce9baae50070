-- Databricks notebook source
-- What is in h5ad files, before anything is computed: cells, columns, donors, genes, what is stored beside them.
--
--   spark-sql --jars cellora-udf-h5ad.jar --hivevar cells='/data/*.h5ad' --hivevar label=cell_type \
--     --hivevar genes=MODEL/gene_order.tsv --hivevar overlap=5000 -f notebooks/explore_h5ad.sql
--
-- In a notebook: attach the jar to the cluster, and give cells, label, genes and overlap as widgets, or by SET.
-- cells: h5ad files, one file or a glob. label: the column of obs with the cell types. genes: a gene symbol a line.

-- COMMAND ----------

-- one row a cell: columns of obs cost nothing of the matrix
CREATE OR REPLACE TEMPORARY VIEW obs USING h5ad OPTIONS (path '${cells}');

-- COMMAND ----------

DESCRIBE obs;

-- COMMAND ----------

-- file by file: the columns with an underscore are there when they are named
SELECT _shard AS shard, count(*) AS cells, min(_n_counts) AS fewest_counts, percentile(_n_counts, 0.5) AS median_counts,
  min(_n_genes) AS fewest_genes, percentile(_n_genes, 0.5) AS median_genes
FROM h5ad.`${cells}` GROUP BY _shard ORDER BY shard;

-- COMMAND ----------

-- classes with few cells move every macro average
SELECT ${label} AS label, count(*) AS cells, round(count(*) / sum(count(*)) OVER (), 4) AS share
FROM obs GROUP BY ${label} ORDER BY cells DESC, label;

-- COMMAND ----------

-- the genes of the files
CREATE OR REPLACE TEMPORARY VIEW genes USING h5ad OPTIONS (path '${cells}', part 'var');

-- COMMAND ----------

SELECT * FROM genes LIMIT 5;

-- COMMAND ----------

-- cells as a model takes them: aligned to its genes, log-normalised
CREATE OR REPLACE TEMPORARY VIEW aligned USING h5ad
OPTIONS (path '${cells}', geneOrder '${genes}', normalize 'log1p10k', minGeneOverlap '${overlap}');

-- COMMAND ----------

SELECT cell_id, ${label} AS label, features FROM aligned LIMIT 3;
