package io.cellora.job.stage;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.slice;

import io.cellora.job.config.AdapterAnnotateRequest;
import io.cellora.job.config.Columns;
import io.cellora.lora.Calibration;
import io.cellora.lora.ScaleProbabilities;
import java.util.Optional;
import org.apache.spark.sql.Column;

/** The columns of annotations by an adapter, and which cells abstain. */
record Abstention(Optional<Calibration> fitted, AdapterAnnotateRequest.Limits limits) {

  /** Classes in the column top. */
  static final int TOP = 3;

  /** Of cells that have a prediction and a distance. */
  Column[] columns() {
    return new Column[] {
      col(Columns.RUN_ID),
      col(Columns.CELL_ID),
      col(Columns.SHARD),
      col(Columns.ROW),
      col(Columns.LABEL),
      col(Columns.PREDICTED),
      col(Columns.PROBABILITIES),
      slice(col(Columns.TOP), 1, TOP).as(Columns.TOP),
      col(Columns.CONFIDENCE),
      calibrated().as(Columns.CALIBRATED_CONFIDENCE),
      col(Columns.DISTANCE),
      col(Columns.DISTANCE_PERCENTILE),
      abstained().as(Columns.ABSTAINED)
    };
  }

  /** The largest scaled probability; null where nothing was fitted. */
  private Column calibrated() {
    return fitted
        .map(
            one ->
                array_max(
                    ScaleProbabilities.of(col(Columns.PROBABILITIES), lit(one.temperature()))))
        .orElse(lit(null).cast("float"));
  }

  /** Unsure or far from all that is known. */
  private Column abstained() {
    Column confidence = coalesce(calibrated(), col(Columns.CONFIDENCE)).cast("double");
    double least =
        limits
            .minConfidence()
            .orElseGet(() -> fitted.map(one -> one.threshold().orElse(0)).orElse(0.0));
    double furthest = limits.maxDistance().orElse(Double.POSITIVE_INFINITY);
    Column unsure = confidence.lt(lit(least));
    return unsure.or(coalesce(col(Columns.DISTANCE).gt(lit(furthest)), lit(false)));
  }
}
