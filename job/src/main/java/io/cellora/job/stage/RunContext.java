package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
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
    spark.sparkContext().setJobDescription(what);
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

  Dataset<Row> read(String table) {
    return spark.read().parquet(path(table));
  }

  /**
   * Writes a result table anew from what it holds; the change must give the same when it is made
   * twice.
   */
  void rewrite(String table, UnaryOperator<Dataset<Row>> change) {
    Path now = new Path(path(table));
    Path next = new Path(now.getParent(), "." + table + ".next");
    change.apply(read(table)).write().mode("overwrite").parquet(next.toString());
    try {
      work.files().delete(now, true);
      if (!work.files().rename(next, now)) {
        throw new IOException("the file system refused");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write table anew (" + e.getMessage() + "): " + table, e);
    }
  }

  private String path(String table) {
    return work.path("tables/" + table).toString();
  }
}
