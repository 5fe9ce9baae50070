package io.cellora.job.eval;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The committed predictions (see make_predictions.py) and small ones written by hand. */
public final class Predictions {

  public static final Path FOLDER = Path.of("src/test/resources/eval");

  private static final String COLUMNS =
      "run_id STRING, cell_id STRING, arm STRING, head STRING, seed INT, split STRING, label STRING,"
          + " predicted STRING, top ARRAY<STRUCT<label: STRING, probability: FLOAT>>,"
          + " confidence FLOAT, probabilities ARRAY<FLOAT>";

  private Predictions() {}

  public static Dataset<Row> committed(SparkSession spark) {
    return spark.read().schema(COLUMNS).json(FOLDER.resolve("predictions.jsonl").toString());
  }

  /** The classes of the committed predictions and of those written by hand, by their run. */
  static Dataset<Row> classes(SparkSession spark) {
    return spark
        .read()
        .schema("run_id STRING, class_index INT, label STRING")
        .option("escape", "\"")
        .csv(FOLDER.resolve("classes.csv").toString())
        .union(spark.sql("SELECT 'run', 0, 'a' UNION ALL SELECT 'run', 1, 'b'"))
        .union(spark.sql("SELECT 'run', 2, 'c' UNION ALL SELECT 'run', 3, 'd'"));
  }

  public static EvaluationTables evaluate(SparkSession spark, Dataset<Row> predictions) {
    return Evaluation.evaluate(spark, predictions, classes(spark));
  }

  /** A cell is written {@code "label>predicted"}; a label of {@code ?} is null. */
  static Dataset<Row> of(SparkSession spark, String... cells) {
    String values =
        List.of(cells).stream()
            .map(cell -> cell.split(">"))
            .map(cell -> "(" + literal(cell[0]) + ", " + literal(cell[1]) + ")")
            .collect(Collectors.joining(", "));
    return spark.sql(
        "SELECT 'run' AS run_id, concat('cell', monotonically_increasing_id()) AS cell_id,"
            + " 'lora' AS arm, 'mlp' AS head, 1 AS seed, 'val' AS split, label, predicted,"
            + " array(named_struct('label', predicted, 'probability', 0.9F)) AS top,"
            + " 0.9F AS confidence, array(0.9F, 0.1F, 0F, 0F) AS probabilities FROM VALUES "
            + values
            + " AS t(label, predicted)");
  }

  private static String literal(String name) {
    return name.equals("?") ? "CAST(NULL AS STRING)" : "'" + name + "'";
  }

  /** The lines of an expected table; its first four fields are arm, head, seed, split. */
  static Dataset<Row> expected(SparkSession spark, String table, String columns) {
    return spark
        .read()
        .schema("arm STRING, head STRING, seed INT, split STRING, " + columns)
        .option("escape", "\"")
        .csv(FOLDER.resolve(table + ".csv").toString());
  }
}
