-- Databricks notebook source
-- Embeds, classifies and scores the cells of h5ad files, in SQL alone. In spark-sql, or cell by cell in a SQL
-- notebook whose cluster has these settings (udf/README.md says how it gets the jar):
--
--   spark-sql --jars cellora-udf-all.jar,cellora-natives-cpu.jar \
--     --conf spark.sql.catalog.cellora=io.cellora.functions.CelloraCatalog \
--     --conf spark.sql.catalog.cellora.model=MODEL --conf spark.sql.catalog.cellora.adapter=ADAPTER \
--     --hivevar cells='/data/*.h5ad' --hivevar genes=MODEL/gene_order.tsv --hivevar overlap=5000 \
--     --hivevar label=cell_type -f notebooks/cells.sql
--
-- cells: h5ad files. genes: the model's. overlap: genes that a file must share with them at least.
-- label: the column of obs with the true classes. The adapter's folder has its head in it.

-- COMMAND ----------

SHOW USER FUNCTIONS IN cellora;

-- COMMAND ----------

DESCRIBE FUNCTION cellora.embed;

-- COMMAND ----------

-- cells as the model takes them: aligned to its genes, then log-normalised
CREATE OR REPLACE TEMPORARY VIEW cells USING h5ad
OPTIONS (path '${cells}', geneOrder '${genes}', normalize 'log1p10k', minGeneOverlap '${overlap}');

-- COMMAND ----------

-- a marker gene by class
SELECT ${label} AS label, avg(cellora.gene(features, 'LYZ')) AS lyz
FROM cells GROUP BY ${label} ORDER BY label;

-- COMMAND ----------

-- one pass of the encoder for both columns (a table of your own is the better place if it is large)
CREATE OR REPLACE TEMPORARY VIEW answers AS
SELECT cell_id, ${label} AS label, cellora.embed(features) AS embedding, cellora.classify(features) AS class
FROM cells;

-- COMMAND ----------

CACHE TABLE answers;

-- COMMAND ----------

SELECT cell_id, label, class.label AS predicted, class.confidence, embedding
FROM answers ORDER BY cell_id LIMIT 5;

-- COMMAND ----------

-- how good the classes are, over the cells that have a label
SELECT
  count(label) AS cells,
  cellora.macro_f1(label, class.label) AS macro_f1,
  cellora.balanced_accuracy(label, class.label) AS balanced_accuracy,
  cellora.top_k_accuracy(label, class.top, 2) AS top2_accuracy
FROM answers;

-- COMMAND ----------

-- how near a class lies to the others in the frozen model: 1 is the same direction
WITH centroids AS (SELECT label, cellora.centroid(embedding) AS centre FROM answers GROUP BY label)
SELECT a.label, b.label AS other, cellora.cosine(a.centre, b.centre) AS similarity
FROM centroids a JOIN centroids b ON a.label < b.label ORDER BY similarity DESC, a.label, other;

-- COMMAND ----------

UNCACHE TABLE answers;
