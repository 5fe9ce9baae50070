package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Holds each trained arm to the best frozen baseline, on the same cells. */
public final class Comparisons {

  private Comparisons() {}

  /**
   * A row for each trained arm, head, seed and split: baseline_head, baseline_seed, macro_f1 and
   * baseline_macro_f1, n, only_arm and only_baseline (cells that one alone gets right), p_value
   * (McNemar, exact) and p_holm, corrected over the arms and heads of a seed and split.
   *
   * @param predictions the cells are matched by shard and row
   * @param metrics as {@link Evaluation} makes them
   */
  public static Dataset<Row> of(
      SparkSession spark, Dataset<Row> predictions, Dataset<Row> metrics) {
    Dataset<Row> pairs =
        Collected.table(
            "evaluate: baselines to beat",
            SqlFile.query(spark, "pairs", Map.of(Columns.METRICS_TABLE, metrics)));
    Dataset<Row> discordant =
        SqlFile.query(
            spark, "discordant", Map.of("pairs", pairs, Columns.PREDICTIONS_TABLE, predictions));
    List<Row> rows = Collected.rows("evaluate: arms against the baseline", discordant);
    return spark.createDataFrame(tested(rows), schema(discordant.schema())).coalesce(1);
  }

  private static List<Row> tested(List<Row> rows) {
    double[] values =
        rows.stream()
            .mapToDouble(
                row ->
                    PairedTest.mcNemar(
                        row.<Long>getAs(Columns.ONLY_ARM), row.<Long>getAs(Columns.ONLY_BASELINE)))
            .toArray();
    double[] corrected =
        PairedTest.holm(values, rows.stream().map(Comparisons::family).toArray(String[]::new));
    List<Row> tested = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      tested.add(with(rows.get(i), values[i], corrected[i]));
    }
    return tested;
  }

  private static String family(Row row) {
    return row.getAs(Columns.RUN_ID)
        + " "
        + row.getAs(Columns.SPLIT)
        + " "
        + row.getAs(Columns.SEED);
  }

  private static Row with(Row row, double value, double corrected) {
    Object[] values = new Object[row.size() + 2];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = value;
    values[row.size() + 1] = corrected;
    return RowFactory.create(values);
  }

  private static StructType schema(StructType counts) {
    return counts
        .add(Columns.P_VALUE, DataTypes.DoubleType, false)
        .add(Columns.P_HOLM, DataTypes.DoubleType, false);
  }
}
