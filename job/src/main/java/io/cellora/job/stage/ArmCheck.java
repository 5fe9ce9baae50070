package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.sum;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import org.apache.spark.sql.Row;

/**
 * Whether the arms are really different models: their heads must not give the same numbers. Of the
 * frozen baselines, which differ among themselves, one stands for all.
 */
final class ArmCheck {

  private final RunContext run;

  ArmCheck(RunContext run) {
    this.run = run;
  }

  SanityCheck headsDiffer() {
    Row row =
        run.read(Columns.PREDICTIONS_TABLE)
            .filter(col(Columns.HEAD).isin(Arms.LOGISTIC_HEAD, Arms.MLP_HEAD))
            .groupBy(Columns.SPLIT, Columns.SHARD, Columns.ROW)
            .agg(countDistinct(col(Columns.CONFIDENCE)).as("numbers"))
            .agg(count("*"), sum(col("numbers").gt(1).cast("long")))
            .first();
    long cells = row.getLong(0);
    long different = row.getLong(1);
    return new SanityCheck(
        "heads_differ",
        different > cells / 2,
        "the arms' confidences differ on %,d of %,d cells".formatted(different, cells));
  }
}
