package io.cellora.job.eval;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.cellora.functions.Auroc;
import io.cellora.job.config.CalibrationSettings;
import io.cellora.job.config.Columns;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Judges heads that were fitted without one class by whether they abstain on its cells. */
public final class UnknownCells {

  /** The column for the class that a head was fitted without. */
  public static final String LEFT_OUT = "left_out";

  private static final String PLAIN_HEAD = "plain_head";

  private UnknownCells() {}

  /**
   * The table unknown_classes: run_id, arm, head, seed, split, label (the class), fitted_on,
   * n_calibration, temperature, threshold, n_unknown, n_known, auroc, unknown_abstained,
   * known_abstained. Temperature and threshold are fitted to the calibration cells of the other
   * classes, as for any head.
   *
   * @param cells run_id, arm, head, seed, split, label, left_out, class_index (of the label among
   *     the probabilities; null where it was left out), predicted, probabilities
   */
  public static Dataset<Row> judge(
      SparkSession spark, Dataset<Row> cells, CalibrationSettings settings) {
    Dataset<Row> heads =
        cells
            .withColumn(PLAIN_HEAD, col(Columns.HEAD))
            .withColumn(
                Columns.HEAD, concat_ws(" ", col(Columns.HEAD), lit("without"), col(LEFT_OUT)));
    Column known = col(Columns.LABEL).notEqual(col(LEFT_OUT));
    Dataset<Row> calibration =
        heads
            .filter(col(Columns.SPLIT).equalTo(settings.split()).and(known))
            .withColumn("wrong", col(Columns.LABEL).notEqual(col(Columns.PREDICTED)))
            .select(Heads.columns(Columns.CLASS_INDEX, Columns.PROBABILITIES, "wrong"));
    Calibrations fitted = Calibrations.fit(spark, calibration, settings);
    Column abstained = coalesce(col(Columns.CONFIDENCE).lt(col(Columns.THRESHOLD)), lit(false));
    Dataset<Row> sums =
        fitted
            .scaled(heads)
            .groupBy(Heads.columns(PLAIN_HEAD, LEFT_OUT, Columns.SPLIT))
            .agg(
                Auroc.of(col(Columns.CONFIDENCE), known).as("auroc"),
                count(when(known, 1)).as("n_known"),
                count(when(not(known), 1)).as("n_unknown"),
                count(when(known.and(abstained), 1)).as("n_known_abstained"),
                count(when(abstained.and(not(known)), 1)).as("n_unknown_abstained"));
    return Collected.table(
        "evaluate: unknown classes",
        SqlFile.query(
            spark,
            "calibration/unknown_classes",
            Map.of("sums", Heads.join(sums, fitted.fits(), "left"))));
  }
}
