package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Holds the result tables, as they were written, against the predictions they came from. */
public final class ArtefactCheck {

  private ArtefactCheck() {}

  /**
   * Counts the cells of every table anew; also that all arms were judged on the same cells, and
   * that each prediction is the first of its own ranking.
   *
   * @param tables best read back from where they were written
   */
  public static List<SanityCheck> check(
      SparkSession spark, Dataset<Row> predictions, EvaluationTables tables) {
    Map<String, Dataset<Row>> source = Map.of(Columns.PREDICTIONS_TABLE, predictions);
    List<SanityCheck> checks = new ArrayList<>();
    checks.addAll(SanityQuery.run(spark, "artefacts", withTables(predictions, tables)));
    checks.addAll(SanityQuery.run(spark, "same_cells", source));
    checks.addAll(SanityQuery.run(spark, "top_first", source));
    return List.copyOf(checks);
  }

  private static Map<String, Dataset<Row>> withTables(
      Dataset<Row> predictions, EvaluationTables tables) {
    return Map.of(
        Columns.PREDICTIONS_TABLE, predictions,
        Columns.METRICS_TABLE, tables.metrics(),
        Columns.PER_CLASS_TABLE, tables.perClass(),
        Columns.CONFUSION_TABLE, tables.confusion());
  }
}
