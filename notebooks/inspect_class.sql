-- Databricks notebook source
-- One cell type: who finds it, what it is taken for, which of its cells are surely wrong.
--
--   spark-sql --hivevar out=results --hivevar class='T cell' -f notebooks/inspect_class.sql
--
-- In a notebook: give out and class as widgets, or by SET. out: the output of run-all. class: a label of its cells.

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW predictions USING parquet OPTIONS (path '${out}/tables/predictions');

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW per_class USING parquet OPTIONS (path '${out}/tables/per_class');

-- COMMAND ----------

-- every arm and head on this class, best first
SELECT split, arm, head, round(avg(f1), 4) AS f1, round(avg(precision), 4) AS precision,
  round(avg(recall), 4) AS recall, max(support) AS cells, count(*) AS seeds
FROM per_class WHERE label = '${class}'
GROUP BY split, arm, head ORDER BY split, f1 DESC, arm, head;

-- COMMAND ----------

-- what its cells are taken for
SELECT split, arm, head, predicted, count(*) AS cells_and_seeds, round(avg(confidence), 3) AS confidence
FROM predictions WHERE label = '${class}'
GROUP BY split, arm, head, predicted ORDER BY split, arm, head, cells_and_seeds DESC, predicted;

-- COMMAND ----------

-- what is taken for it
SELECT split, arm, head, label, count(*) AS cells_and_seeds, round(avg(confidence), 3) AS confidence
FROM predictions WHERE predicted = '${class}'
GROUP BY split, arm, head, label ORDER BY split, arm, head, cells_and_seeds DESC, label;

-- COMMAND ----------

-- cells that most arms, heads and seeds get wrong: look at these first, the label may be at fault
SELECT split, shard, cell_id, count(*) AS asked, count_if(predicted = label) AS right, mode(predicted) AS mostly
FROM predictions WHERE label = '${class}'
GROUP BY split, shard, row, cell_id ORDER BY right / asked, asked DESC, shard, cell_id LIMIT 20;
