package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What every stage of a run is given: session, settings, where to write, whom to tell. */
record RunContext(
    SparkSession spark, Settings settings, String runId, WorkFolder work, Progress progress) {

  /** Tells the user what begins, and labels the Spark jobs that follow. */
  void begin(String what) {
    progress.step(what);
    label(what);
  }

  /** Labels the Spark jobs that follow. */
  void label(String what) {
    new JobGroup(spark.sparkContext(), runId).begin(what);
  }

  JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** Adds run_id and writes one part of a result table. */
  void append(String table, Dataset<Row> rows) {
    rows.select(functions.lit(runId).as(Columns.RUN_ID), functions.struct("*").as("all"))
        .select(Columns.RUN_ID, "all.*")
        .write()
        .mode("append")
        .parquet(path(table));
  }

  /** Writes a result table that has its run_id already. */
  void write(String table, Dataset<Row> rows) {
    rows.coalesce(1).write().parquet(path(table));
  }

  /** Writes a result table that has its run_id already and may be large. */
  void writeParts(String table, Dataset<Row> rows) {
    rows.write().parquet(path(table));
  }

  Dataset<Row> read(String table) {
    return spark.read().parquet(work.source("tables/" + table).toString());
  }

  boolean has(String table) {
    Path path = work.source("tables/" + table);
    try {
      return work.files().exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for " + path + " (" + e.getMessage() + ")", e);
    }
  }

  private String path(String table) {
    return work.path("tables/" + table).toString();
  }
}
