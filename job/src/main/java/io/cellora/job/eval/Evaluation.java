package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Turns the predictions table into metrics, per-class numbers and the confusion table, by SQL. */
public final class Evaluation {

  private static final String COUNTS = "counts";
  private static final String VALUES = "values";

  private Evaluation() {}

  /**
   * Reads the predictions three times: to count them, for their losses, and to rank the cells of
   * each class. Every table is computed once from what these passes leave.
   *
   * <p>Cells without a label take no part and are counted by the metric {@code n_unlabelled}.
   *
   * @param classes run_id, class_index, label: what the places in probabilities stand for
   * @throws IllegalArgumentException if a column is missing, no row or no label is there, or the
   *     classes are not those of the probabilities
   */
  public static EvaluationTables evaluate(
      SparkSession spark, Dataset<Row> predictions, Dataset<Row> classes) {
    Dataset<Row> counts = Counts.of(spark, predictions);
    Dataset<Row> perClass = table(spark, Columns.PER_CLASS_TABLE, Map.of(COUNTS, counts));
    Dataset<Row> confusion = table(spark, Columns.CONFUSION_TABLE, Map.of(COUNTS, counts));
    Dataset<Row> topConfused =
        table(spark, Columns.TOP_CONFUSED_TABLE, Map.of(Columns.CONFUSION_TABLE, confusion));
    Map<String, Dataset<Row>> sources =
        new HashMap<>(new Probabilities(spark, predictions, classes).tables(perClass));
    sources.put(COUNTS, counts);
    sources.put(Columns.PER_CLASS_TABLE, perClass);
    Dataset<Row> metrics = metrics(spark, sources);
    Dataset<Row> summary =
        Collected.table("evaluate: metrics over seeds", Summary.of(spark, metrics));
    return new EvaluationTables(metrics, summary, perClass, confusion, topConfused);
  }

  private static Dataset<Row> metrics(SparkSession spark, Map<String, Dataset<Row>> tables) {
    Dataset<Row> values =
        MetricNames.ALL.stream()
            .map(metric -> metric(spark, metric, tables))
            .reduce(Dataset::unionByName)
            .orElseThrow();
    return table(spark, Columns.METRICS_TABLE, Map.of(VALUES, values.coalesce(1)));
  }

  private static Dataset<Row> metric(
      SparkSession spark, String metric, Map<String, Dataset<Row>> tables) {
    return SqlFile.query(spark, "metrics/" + metric, tables)
        .withColumn(Columns.METRIC, functions.lit(metric))
        .withColumn(Columns.VALUE, functions.col(Columns.VALUE).cast("double"));
  }

  private static Dataset<Row> table(
      SparkSession spark, String name, Map<String, Dataset<Row>> sources) {
    return Collected.table("evaluate: " + name, SqlFile.query(spark, name, sources));
  }
}
