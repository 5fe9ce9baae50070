package io.cellora.job.eval;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Few rows that mean much work each, on all cores; Spark would put them into one partition. */
final class Spread {

  private static final int TASKS_PER_CORE = 4;

  private Spread() {}

  static Dataset<Row> groups(Dataset<Row> groups) {
    int cores = groups.sparkSession().sparkContext().defaultParallelism();
    return groups.repartition(
        TASKS_PER_CORE * cores,
        col(Columns.RUN_ID),
        col(Columns.ARM),
        col(Columns.HEAD),
        col(Columns.SEED),
        col(Columns.SPLIT));
  }
}
