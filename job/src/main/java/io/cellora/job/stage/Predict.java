package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.job.config.Columns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes an arm's rows of the predictions table. */
final class Predict {

  private Predict() {}

  /** Takes what io.cellora.lora.Predictions added to an arm's cells. */
  static void write(RunContext run, String head, Dataset<Row> predicted) {
    run.append(
        Columns.PREDICTIONS_TABLE,
        predicted.select(
            col(Columns.CELL_ID),
            col(Columns.SHARD),
            col(Columns.ROW),
            col(Columns.ARM),
            lit(head).as(Columns.HEAD),
            col(Columns.SEED),
            col(Columns.SPLIT),
            col(Columns.LABEL),
            col(Columns.PREDICTED),
            col(Columns.PROBABILITIES),
            col(Columns.TOP),
            col(Columns.CONFIDENCE),
            col(Columns.ABSTAINED)));
  }

  /** The cells that are evaluated: those that nothing was trained on. */
  static Dataset<Row> heldOut(RunContext run, String arm) {
    return Embed.vectors(run, arm).filter(col(Columns.SPLIT).notEqual(Splits.TRAIN));
  }
}
