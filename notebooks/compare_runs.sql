-- Databricks notebook source
-- Two runs side by side: which settings differ, which arm gained, in which classes.
--
--   spark-sql --hivevar a=results/monday --hivevar b=results/friday -f notebooks/compare_runs.sql
--
-- In a notebook: give a and b as widgets, or by SET. a, b: outputs of run-all.

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW summary AS
SELECT 'a' AS run, * FROM parquet.`${a}/tables/metric_summary`
UNION ALL SELECT 'b' AS run, * FROM parquet.`${b}/tables/metric_summary`;

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW classes AS
SELECT 'a' AS run, * FROM parquet.`${a}/tables/per_class`
UNION ALL SELECT 'b' AS run, * FROM parquet.`${b}/tables/per_class`;

-- COMMAND ----------

-- settings that differ: the rest of both runs was the same
WITH settings AS (
  SELECT 'a' AS run, explode(from_json(config, 'map<string,string>')) AS (section, value) FROM parquet.`${a}/tables/runs`
  UNION ALL
  SELECT 'b' AS run, explode(from_json(config, 'map<string,string>')) AS (section, value) FROM parquet.`${b}/tables/runs`
)
SELECT section, first(value) FILTER (WHERE run = 'a') AS a, first(value) FILTER (WHERE run = 'b') AS b
FROM settings GROUP BY section HAVING NOT (a <=> b) ORDER BY section;

-- COMMAND ----------

-- means over seeds, with their intervals: a difference inside of both intervals is none
SELECT split, arm, head, metric,
  first(round(mean, 4)) FILTER (WHERE run = 'a') AS a, first(round(mean, 4)) FILTER (WHERE run = 'b') AS b,
  first(round(mean, 4)) FILTER (WHERE run = 'b') - first(round(mean, 4)) FILTER (WHERE run = 'a') AS gain
FROM summary
WHERE metric IN ('macro_f1', 'top1', 'balanced_accuracy', 'nll')
GROUP BY split, arm, head, metric
ORDER BY split, metric, arm, head;

-- COMMAND ----------

-- the classes that moved most
SELECT split, arm, head, label, max(support) AS support,
  round(avg(f1) FILTER (WHERE run = 'a'), 4) AS f1_a, round(avg(f1) FILTER (WHERE run = 'b'), 4) AS f1_b
FROM classes
WHERE support > 0
GROUP BY split, arm, head, label
ORDER BY abs(coalesce(avg(f1) FILTER (WHERE run = 'b'), 0) - coalesce(avg(f1) FILTER (WHERE run = 'a'), 0)) DESC,
  split, arm, head, label
LIMIT 20;
