package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The first pass over the predictions: counts of (label, predicted), which grow with the classes
 * and not with the cells.
 */
final class Counts {

  static final int MAX_ROWS = 2_000_000;

  private static final List<String> NEEDED =
      List.of(
          Columns.RUN_ID,
          Columns.ARM,
          Columns.HEAD,
          Columns.SEED,
          Columns.SPLIT,
          Columns.LABEL,
          Columns.PREDICTED,
          Columns.PROBABILITIES,
          Columns.TOP,
          Columns.CONFIDENCE);

  private Counts() {}

  /**
   * Returns the checked counts as a local table of one partition, so that sums over it have one
   * order.
   */
  static Dataset<Row> of(SparkSession spark, Dataset<Row> predictions) {
    requireColumns(predictions);
    Dataset<Row> counts =
        SqlFile.query(spark, "counts", Map.of(Columns.PREDICTIONS_TABLE, predictions));
    List<Row> rows =
        Collected.rows("evaluate: count predictions by class", counts.limit(MAX_ROWS + 1));
    requireSound(rows);
    return Collected.table(rows, counts);
  }

  private static void requireColumns(Dataset<Row> predictions) {
    TreeSet<String> missing = new TreeSet<>(NEEDED);
    List<String> found = List.of(predictions.columns());
    found.forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot evaluate predictions (columns missing): " + missing + ", the table has " + found);
    }
  }

  private static void requireSound(List<Row> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot evaluate predictions (the table has no rows): was the split empty?");
    }
    if (rows.size() > MAX_ROWS) {
      throw new IllegalArgumentException(
          "Cannot evaluate predictions (more than "
              + MAX_ROWS
              + " different pairs of label and prediction): does the label column hold classes?");
    }
    for (Row row : rows) {
      requirePrediction(row);
    }
    if (rows.stream().allMatch(row -> row.isNullAt(row.fieldIndex(Columns.LABEL)))) {
      throw new IllegalArgumentException(
          "Cannot evaluate predictions (no cell has a label): "
              + rows.stream().mapToLong(row -> row.getAs(Columns.N)).sum()
              + " cells");
    }
  }

  private static void requirePrediction(Row row) {
    if (row.isNullAt(row.fieldIndex(Columns.PREDICTED))) {
      throw new IllegalArgumentException(
          "Cannot evaluate predictions (predicted is null in "
              + row.getAs(Columns.N)
              + " cells): arm "
              + row.getAs(Columns.ARM)
              + ", split "
              + row.getAs(Columns.SPLIT));
    }
  }
}
