package io.cellora.job.report;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of the result tables that one picture or file tells of. */
public record Selection(String runId, String arm, String head, int seed, String split) {

  Dataset<Row> of(Dataset<Row> table) {
    return table.where(
        col(Columns.RUN_ID)
            .equalTo(runId)
            .and(col(Columns.ARM).equalTo(arm))
            .and(col(Columns.HEAD).equalTo(head))
            .and(col(Columns.SEED).equalTo(seed))
            .and(col(Columns.SPLIT).equalTo(split)));
  }

  @Override
  public String toString() {
    return "run %s, arm %s, head %s, seed %d, split %s".formatted(runId, arm, head, seed, split);
  }
}
