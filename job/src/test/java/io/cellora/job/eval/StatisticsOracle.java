package io.cellora.job.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.EvaluateSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Predictions of two arms and two baselines, and what make_statistics.py says of them. */
final class StatisticsOracle {

  private static final String CELLS =
      "split STRING, row BIGINT, donor STRING, label STRING, logistic STRING, logistic_genes STRING,"
          + " lora0 STRING, lora1 STRING";

  private static final String NAMED =
      "SELECT 'run' AS run_id, if(name LIKE 'lora%', 'lora', 'baseline') AS arm,"
          + " if(name LIKE 'lora%', 'mlp', name) AS head, if(name = 'lora1', 1, 0) AS seed, * FROM ";

  private final SparkSession spark;
  private final JsonNode found;

  StatisticsOracle(SparkSession spark) {
    this.spark = spark;
    try {
      this.found =
          new ObjectMapper().readTree(Predictions.FOLDER.resolve("statistics.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode get(String part) {
    return found.get(part);
  }

  /** As many draws as the recorded errors are of. */
  EvaluateSettings settings() {
    EvaluateSettings.Draws draws = new EvaluateSettings.Draws(found.get("test_draws").asInt(), 7);
    return new EvaluateSettings(draws, draws, "none");
  }

  Dataset<Row> predictions() {
    spark
        .read()
        .schema(CELLS)
        .csv(Predictions.FOLDER.resolve("statistics_cells.csv").toString())
        .createOrReplaceTempView("statistics_cells");
    return spark.sql(
        NAMED
            + "(SELECT 'a.h5ad' AS shard, split, row, donor, label, name, predicted"
            + " FROM statistics_cells LATERAL VIEW stack(4, 'logistic', logistic, 'logistic_genes',"
            + " logistic_genes, 'lora0', lora0, 'lora1', lora1) AS name, predicted)");
  }

  /** The metrics by scikit-learn. */
  Dataset<Row> metrics() {
    StringBuilder values = new StringBuilder();
    for (JsonNode each : found.get("metrics")) {
      values.append(values.isEmpty() ? "" : ", ");
      values.append(
          "('%s', '%s', '%s', %sD)"
              .formatted(
                  each.get(0).asText(),
                  each.get(1).asText(),
                  each.get(2).asText(),
                  each.get(3).asText()));
    }
    return spark.sql(
        NAMED + "(SELECT * FROM VALUES " + values + " AS t(name, split, metric, value))");
  }

  /** The rows by the classifier's name in the oracle and the columns. */
  static Map<String, Row> byName(Dataset<Row> rows, String... columns) {
    Map<String, Row> byName = new HashMap<>();
    for (Row row : rows.collectAsList()) {
      StringBuilder key = new StringBuilder(name(row));
      for (String column : columns) {
        key.append(' ').append(row.<String>getAs(column));
      }
      if (byName.put(key.toString(), row) != null) {
        throw new IllegalStateException("Cannot tell rows apart: " + key);
      }
    }
    return byName;
  }

  private static String name(Row row) {
    return row.getAs("arm").equals("lora") ? "lora" + row.getAs("seed") : row.<String>getAs("head");
  }
}
