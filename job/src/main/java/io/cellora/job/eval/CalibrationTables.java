package io.cellora.job.eval;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.cellora.functions.SelectiveRisk;
import io.cellora.job.config.CalibrationSettings;
import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import io.cellora.lora.ConformalSets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How well calibrated the heads are on each split, before and after; held on the driver, ordered by
 * run_id, arm, head, seed, split, which all begin with.
 *
 * @param calibration fitted_on (null: nothing was fitted), n_calibration, temperature, threshold,
 *     n, nll, ece and brier of the raw and (*_calibrated) calibrated probabilities, aurc, e_aurc,
 *     coverage and selective_risk at the threshold
 * @param reliability calibrated, bin, confidence, accuracy, n
 * @param riskCoverage coverage, risk, confidence; at most 200 points
 * @param conformal method, alpha, quantile, n_calibration, n, coverage, mean_size, empty_share,
 *     single_share; no row where nothing was fitted
 */
public record CalibrationTables(
    Dataset<Row> calibration,
    Dataset<Row> reliability,
    Dataset<Row> riskCoverage,
    Dataset<Row> conformal) {

  private static final List<String> LOSSES =
      List.of(MetricNames.NLL, MetricNames.ECE, MetricNames.BRIER);
  private static final String CURVES = "curves";

  /**
   * Reads the predictions four times.
   *
   * @param predictions with raw probabilities
   * @param classes run_id, class_index, label
   * @param calibrations of these predictions
   */
  public static CalibrationTables of(
      SparkSession spark,
      Dataset<Row> predictions,
      Dataset<Row> classes,
      Calibrations calibrations,
      CalibrationSettings settings) {
    Dataset<Row> scaled = calibrations.scaled(predictions);
    Map<String, Dataset<Row>> sources = new HashMap<>();
    sources.put("fits", calibrations.fits());
    sources.put("losses", losses(spark, predictions, classes));
    sources.put("calibrated_losses", losses(spark, scaled, classes));
    sources.put(CURVES, Collected.table("evaluate: risk by coverage", curves(scaled, settings)));
    for (String metric : LOSSES) {
      sources.put(metric, metric(spark, metric, metric, sources.get("losses")));
      String after = metric + "_calibrated";
      sources.put(after, metric(spark, metric, after, sources.get("calibrated_losses")));
    }
    return new CalibrationTables(
        table(spark, Columns.CALIBRATION_TABLE, sources),
        table(spark, Columns.RELIABILITY_TABLE, sources),
        table(spark, CURVES, sources),
        conformal(spark, predictions, classes, calibrations.quantiles()));
  }

  private static Dataset<Row> losses(
      SparkSession spark, Dataset<Row> predictions, Dataset<Row> classes) {
    return Collected.table(
        "evaluate: losses of calibrated and raw probabilities",
        SqlFile.query(
            spark,
            "losses",
            Map.of(Columns.PREDICTIONS_TABLE, predictions, Columns.CLASSES_TABLE, classes)));
  }

  private static Dataset<Row> metric(
      SparkSession spark, String metric, String name, Dataset<Row> losses) {
    return SqlFile.query(spark, "metrics/" + metric, Map.of("losses", losses))
        .withColumnRenamed(Columns.VALUE, name);
  }

  private static Dataset<Row> curves(Dataset<Row> scaled, CalibrationSettings settings) {
    Column wrong = col(Columns.LABEL).notEqual(col(Columns.PREDICTED));
    Column kept = col(Columns.CONFIDENCE).geq(col(Columns.THRESHOLD));
    return scaled
        .filter(col(Columns.LABEL).isNotNull())
        .groupBy(Heads.columns(Columns.SPLIT))
        .agg(
            SelectiveRisk.of(col(Columns.CONFIDENCE), wrong, settings.risk()).as("curve"),
            count(when(kept, 1)).as("n_kept"),
            count(when(kept.and(wrong), 1)).as("n_kept_wrong"));
  }

  private static Dataset<Row> conformal(
      SparkSession spark, Dataset<Row> predictions, Dataset<Row> classes, Dataset<Row> quantiles) {
    Dataset<Row> rules =
        quantiles
            .groupBy(Heads.columns())
            .agg(
                array_sort(collect_list(struct(col("rule"), col("method"), col("quantile"))))
                    .as("rules"));
    Dataset<Row> sets =
        Heads.join(predictions.filter(col(Columns.LABEL).isNotNull()), rules, "inner")
            .join(broadcast(classes), labelled(), "left")
            .withColumn(
                "sets",
                ConformalSets.of(
                    col(Columns.PROBABILITIES), col(Columns.CLASS_INDEX), col("rules")))
            .select(Heads.columns(Columns.SPLIT, "sets"));
    return Collected.table(
        "evaluate: conformal sets",
        SqlFile.query(
            spark, "calibration/conformal", Map.of("sets", sets, "quantiles", quantiles)));
  }

  private static String[] labelled() {
    return new String[] {Columns.RUN_ID, Columns.LABEL};
  }

  private static Dataset<Row> table(
      SparkSession spark, String name, Map<String, Dataset<Row>> sources) {
    return Collected.table(
        "evaluate: " + name, SqlFile.query(spark, "calibration/" + name, sources));
  }
}
