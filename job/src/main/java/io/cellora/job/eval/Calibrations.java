package io.cellora.job.eval;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.functions.SelectiveRisk;
import io.cellora.job.config.CalibrationSettings;
import io.cellora.job.config.Columns;
import io.cellora.lora.ConformalScores;
import io.cellora.lora.LabelConformity;
import io.cellora.lora.ScaleProbabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Temperature, threshold and conformal quantiles of every head, from the raw probabilities of its
 * calibration cells; heads with fewer cells than {@code calibration.minCells} have none.
 *
 * @param heads the fits
 * @param fits the same as a table: the key of the head, fitted_on, n_calibration, temperature,
 *     threshold (double, null if none keeps the risk)
 * @param quantiles the key of the head, rule (its number), method, alpha, n_calibration, quantile
 */
public record Calibrations(List<CalibrationFit> heads, Dataset<Row> fits, Dataset<Row> quantiles) {

  private static final String CURVE = "curve";
  private static final StructType FITS =
      Heads.SCHEMA
          .add(Columns.FITTED_ON, DataTypes.StringType, false)
          .add(Columns.N_CALIBRATION, DataTypes.LongType, false)
          .add(Columns.TEMPERATURE, DataTypes.DoubleType, false)
          .add(Columns.THRESHOLD, DataTypes.DoubleType, true);
  private static final StructType RULES =
      new StructType()
          .add("rule", DataTypes.IntegerType, false)
          .add("place", DataTypes.IntegerType, false)
          .add("method", DataTypes.StringType, false)
          .add("alpha", DataTypes.DoubleType, false);

  /**
   * Fits all heads of a predictions table.
   *
   * @param classes run_id, class_index, label
   */
  public static Calibrations fit(
      SparkSession spark,
      Dataset<Row> predictions,
      Dataset<Row> classes,
      CalibrationSettings settings) {
    Dataset<Row> cells =
        SqlFile.query(
            spark,
            "calibration/cells",
            Map.of(
                Columns.PREDICTIONS_TABLE,
                predictions.filter(col(Columns.SPLIT).equalTo(settings.split())),
                Columns.CLASSES_TABLE,
                classes));
    return fit(spark, cells, settings);
  }

  /**
   * The same.
   *
   * @param cells the key of the head, class_index (null: a label that was never taught),
   *     probabilities, wrong
   */
  static Calibrations fit(SparkSession spark, Dataset<Row> cells, CalibrationSettings settings) {
    Dataset<Row> held = cells.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<CalibrationFit> heads = heads(spark, held, settings);
      Dataset<Row> fits =
          spark
              .createDataFrame(heads.stream().map(fit -> fit.row(settings.split())).toList(), FITS)
              .coalesce(1);
      return new Calibrations(heads, fits, quantiles(spark, held, fits, settings));
    } finally {
      held.unpersist(true);
    }
  }

  private static List<CalibrationFit> heads(
      SparkSession spark, Dataset<Row> cells, CalibrationSettings settings) {
    Map<List<Object>, Double> temperatures =
        new Temperatures(spark, cells.filter(col(Columns.CLASS_INDEX).isNotNull())).fit();
    List<Row> untuned = new ArrayList<>();
    temperatures.forEach(
        (key, temperature) ->
            untuned.add(new CalibrationFit(key, 0, temperature, null).row(settings.split())));
    Dataset<Row> curves =
        scaled(cells, spark.createDataFrame(untuned, FITS))
            .groupBy(Heads.columns())
            .agg(SelectiveRisk.of(col(Columns.CONFIDENCE), col("wrong"), settings.risk()).as(CURVE))
            .orderBy(Heads.columns());
    List<CalibrationFit> heads = new ArrayList<>();
    for (Row row : Collected.rows("evaluate: thresholds", curves)) {
      Row curve = row.getAs(CURVE);
      Float threshold = curve.getAs(Columns.THRESHOLD);
      long n = curve.getAs(Columns.N);
      if (n >= settings.minCells() && temperatures.containsKey(Heads.of(row))) {
        heads.add(
            new CalibrationFit(
                Heads.of(row),
                n,
                temperatures.get(Heads.of(row)),
                threshold == null ? null : threshold.doubleValue()));
      }
    }
    return heads;
  }

  private static Dataset<Row> quantiles(
      SparkSession spark, Dataset<Row> cells, Dataset<Row> fits, CalibrationSettings settings) {
    Dataset<Row> scores =
        Heads.join(cells, fits, "inner")
            .withColumn(
                "scores", LabelConformity.of(col(Columns.PROBABILITIES), col(Columns.CLASS_INDEX)))
            .select(Heads.columns(Columns.N_CALIBRATION, "scores"));
    Dataset<Row> rules = spark.createDataFrame(rules(settings.levels()), RULES);
    return Collected.table(
        "evaluate: conformal quantiles",
        SqlFile.query(spark, "calibration/quantiles", Map.of("scores", scores, "rules", rules)));
  }

  private static List<Row> rules(List<Double> levels) {
    List<Row> rules = new ArrayList<>();
    for (ConformalScores method : ConformalScores.values()) {
      for (double alpha : levels) {
        rules.add(
            RowFactory.create(
                rules.size(), method.ordinal(), method.name().toLowerCase(Locale.ROOT), alpha));
      }
    }
    return rules;
  }

  /**
   * Cells with their calibrated probabilities and confidence, and what was fitted to their head.
   */
  Dataset<Row> scaled(Dataset<Row> cells) {
    return scaled(cells, fits);
  }

  private static Dataset<Row> scaled(Dataset<Row> cells, Dataset<Row> fits) {
    return Heads.join(cells, fits, "left")
        .withColumn(
            Columns.PROBABILITIES,
            ScaleProbabilities.of(col(Columns.PROBABILITIES), col(Columns.TEMPERATURE)))
        .withColumn(Columns.CONFIDENCE, array_max(col(Columns.PROBABILITIES)));
  }

  /**
   * The predictions with their column abstained: whether the calibrated confidence is below the
   * threshold, null where there is none. Nothing else changes.
   */
  public Dataset<Row> abstaining(Dataset<Row> predictions) {
    Column[] columns = new Column[predictions.columns().length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = col(predictions.columns()[i]);
    }
    Column confidence =
        array_max(ScaleProbabilities.of(col(Columns.PROBABILITIES), col(Columns.TEMPERATURE)));
    Dataset<Row> judged =
        heads.isEmpty()
            ? predictions.withColumn(Columns.ABSTAINED, lit(null).cast("boolean"))
            : Heads.join(predictions, fits, "left")
                .withColumn(Columns.ABSTAINED, confidence.lt(col(Columns.THRESHOLD)));
    return judged.select(columns);
  }
}
