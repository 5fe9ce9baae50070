package io.cellora.job.eval;

import static org.apache.spark.sql.functions.col;

import io.cellora.functions.Auroc;
import io.cellora.job.config.Columns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the metrics of probabilities are made of: two passes over the predictions, to tables that
 * grow with the classes and not with the cells.
 */
final class Probabilities {

  private static final List<String> CLASS_COLUMNS =
      List.of(Columns.RUN_ID, Columns.CLASS_INDEX, Columns.LABEL);

  private final SparkSession spark;
  private final Map<String, Dataset<Row>> sources;

  /** Takes the predictions and the classes table, which names the places of a cell's numbers. */
  Probabilities(SparkSession spark, Dataset<Row> predictions, Dataset<Row> classes) {
    this.spark = spark;
    requireColumns(classes);
    this.sources =
        Map.of(
            Columns.PREDICTIONS_TABLE,
            predictions,
            Columns.CLASSES_TABLE,
            Collected.table(
                "evaluate: classes", classes.selectExpr(CLASS_COLUMNS.toArray(String[]::new))));
  }

  /** The tables losses, ranked and auroc by their names. */
  Map<String, Dataset<Row>> tables(Dataset<Row> perClass) {
    Dataset<Row> losses =
        Collected.table("evaluate: losses", SqlFile.query(spark, "losses", sources));
    requireClasses(losses);
    Dataset<Row> ranked =
        Collected.table(
            "evaluate: classes to rank", query("ranked", Columns.PER_CLASS_TABLE, perClass));
    Dataset<Row> auroc =
        query("scores", "ranked", ranked)
            .groupBy("slot", "candidate")
            .agg(Auroc.of(col("score"), col("positive")).as("auroc"))
            .orderBy("slot", "candidate");
    return Map.of(
        "losses", losses,
        "ranked", ranked,
        "auroc", Collected.table("evaluate: rank the cells of each class", auroc));
  }

  private Dataset<Row> query(String file, String table, Dataset<Row> rows) {
    Map<String, Dataset<Row>> all = new HashMap<>(sources);
    all.put(table, rows);
    return SqlFile.query(spark, file, all);
  }

  private static void requireColumns(Dataset<Row> classes) {
    TreeSet<String> missing = new TreeSet<>(CLASS_COLUMNS);
    List<String> found = List.of(classes.columns());
    found.forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot evaluate predictions (columns of the classes table missing): "
              + missing
              + ", the table has "
              + found);
    }
  }

  private void requireClasses(Dataset<Row> losses) {
    Map<String, Long> classes = new HashMap<>();
    sources
        .get(Columns.CLASSES_TABLE)
        .collectAsList()
        .forEach(row -> classes.merge(row.getAs(Columns.RUN_ID), 1L, Long::sum));
    for (Row row : losses.collectAsList()) {
      long known = classes.getOrDefault(row.<String>getAs(Columns.RUN_ID), 0L);
      int least = row.getAs("least");
      int most = row.getAs("most");
      if (least != known || most != known) {
        throw new IllegalArgumentException(
            ("Cannot evaluate predictions (cells have %d to %d probabilities, the classes table names %d):"
                    + " run %s, arm %s, head %s")
                .formatted(
                    least,
                    most,
                    known,
                    row.getAs(Columns.RUN_ID),
                    row.getAs(Columns.ARM),
                    row.getAs(Columns.HEAD)));
      }
    }
  }
}
