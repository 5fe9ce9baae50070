-- Databricks notebook source
-- Search by marker gene: where it is high, and whether the classes there are the ones it marks.
--
--   spark-sql --jars cellora-udf-all.jar,cellora-natives-cpu.jar --conf spark.sql.catalog.cellora=io.cellora.functions.CelloraCatalog \
--     --conf spark.sql.catalog.cellora.geneOrder=MODEL/gene_order.tsv \
--     --hivevar out=results --hivevar gene=CD3D -f notebooks/marker_search.sql
--
-- In a notebook: the cluster has the jar and the catalog; give out and gene as widgets, or by SET.
-- out: the output of run-all. gene: a symbol of the model's genes.

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW cells USING parquet OPTIONS (path '${out}/tables/cells');

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW predictions USING parquet OPTIONS (path '${out}/tables/predictions');

-- COMMAND ----------

-- by label: how many cells have it, and how much on average (log1p of counts per 10,000)
SELECT label, count(*) AS cells, round(avg(if(value > 0, 1, 0)), 3) AS with_it, round(avg(value), 3) AS mean
FROM (SELECT label, cellora.gene(features, '${gene}') AS value FROM cells)
GROUP BY label ORDER BY mean DESC, label;

-- COMMAND ----------

-- the cells with most of it
SELECT split, shard, cell_id, label, round(cellora.gene(features, '${gene}'), 3) AS value
FROM cells ORDER BY value DESC, split, shard, cell_id LIMIT 10;

-- COMMAND ----------

-- by what each arm calls them: a marker should be high where its class is predicted, too
SELECT p.arm, p.head, p.predicted, count(*) AS cells_and_seeds, round(avg(c.value), 3) AS mean
FROM predictions p
JOIN (SELECT split, shard, row, cellora.gene(features, '${gene}') AS value FROM cells) c USING (split, shard, row)
GROUP BY p.arm, p.head, p.predicted ORDER BY p.arm, p.head, mean DESC, p.predicted;
