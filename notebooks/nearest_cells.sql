-- Databricks notebook source
-- Nearest cells: for held-out cells, the training cells that an arm finds most alike.
--
--   spark-sql --jars cellora-udf-all.jar,cellora-natives-cpu.jar --hivevar out=results --hivevar arm=lora-ce \
--     -f notebooks/nearest_cells.sql
--
-- In a notebook: the cluster has the jar; give out and arm as widgets, or by SET.
-- out: the output of run-all with one seed. arm: one of its arms; baseline is the frozen encoder.

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW embeddings USING parquet OPTIONS (path '${out}/tables/embeddings');

-- COMMAND ----------

-- a catalog whose reference are all cells as this arm embeds them
SET spark.sql.catalog.alike=io.cellora.functions.CelloraCatalog;

-- COMMAND ----------

SET spark.sql.catalog.alike.reference=${out}/tables/embeddings;

-- COMMAND ----------

SET spark.sql.catalog.alike.referenceArm=${arm};

-- COMMAND ----------

-- the nearest of a cell is the cell itself, at distance 0
CREATE OR REPLACE TEMPORARY VIEW neighbours AS
SELECT shard, cell_id, label, neighbour.cell_id AS near_cell_id, neighbour.label AS near_label, neighbour.distance AS distance
FROM (
  SELECT shard, cell_id, label, explode(alike.nearest(embedding, 6)) AS neighbour
  FROM embeddings WHERE arm = '${arm}' AND split <> 'train'
)
WHERE neighbour.cell_id <> cell_id;

-- COMMAND ----------

SELECT * FROM neighbours ORDER BY shard, cell_id, distance, near_cell_id LIMIT 20;

-- COMMAND ----------

-- how often neighbours agree, by label: low is a label that this arm cannot tell from others
SELECT label, count(*) AS neighbours, round(avg(if(near_label = label, 1, 0)), 3) AS agree, round(avg(distance), 4) AS distance
FROM neighbours WHERE label IS NOT NULL GROUP BY label ORDER BY agree, label;

-- COMMAND ----------

-- cells far from everything: new types, doublets, or damage
SELECT shard, cell_id, label, round(min(distance), 4) AS nearest
FROM neighbours GROUP BY shard, cell_id, label ORDER BY nearest DESC, shard, cell_id LIMIT 10;
