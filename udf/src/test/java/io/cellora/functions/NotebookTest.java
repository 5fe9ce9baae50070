package io.cellora.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Runs notebooks/cells.sql as spark-sql would, and compares with Python's answers. */
class NotebookTest extends SparkTestBase {

  private static final Path SESSION = Fixtures.path("functions/session");
  private static final Map<String, String> SETTINGS =
      Map.of(
          "cells", SESSION.resolve("cells.h5ad").toString(),
          "genes", SESSION.resolve("model/gene_order.tsv").toString(),
          "overlap", "5",
          "label", "cell_type",
          "spark.sql.catalog.cellora", CelloraCatalog.class.getName(),
          "spark.sql.catalog.cellora.model", SESSION.resolve("model").toString(),
          "spark.sql.catalog.cellora.adapter", SESSION.resolve("adapter").toString());

  private final JsonNode expected = Fixtures.json("functions/session/expected.json");

  @Test
  void theSessionFindsWhatPythonFinds() throws Exception {
    List<List<Row>> answers = new ArrayList<>();
    SparkSession session = spark.newSession();
    SETTINGS.forEach(session.conf()::set);
    String file = Files.readString(Path.of("../notebooks/cells.sql"));
    for (String statement : file.replaceAll("(?m)^--.*$", "").split(";")) {
      if (!statement.isBlank()) {
        answers.add(session.sql(statement).collectAsList());
      }
    }
    assertMarkers(answers.get(3));
    assertCells(answers.get(6));
    assertMetrics(answers.get(7).get(0));
    assertThat(answers.get(8)).hasSize(3).allMatch(row -> Math.abs(row.getDouble(2)) <= 1 + 1e-6);
  }

  private void assertMarkers(List<Row> markers) {
    assertThat(markers)
        .extracting(row -> row.getString(0))
        .containsExactly("B cell", "T cell", "monocyte");
    for (int i = 0; i < markers.size(); i++) {
      double marker = expected.get("marker").get(i).asDouble();
      assertThat(markers.get(i).getDouble(1)).isCloseTo(marker, within(1e-5));
    }
  }

  private void assertCells(List<Row> cells) {
    for (int i = 0; i < cells.size(); i++) {
      assertThat(cells.get(i).getString(2)).isEqualTo(expected.get("predicted").get(i).asText());
      List<Float> embedding = cells.get(i).getList(4);
      for (int j = 0; j < embedding.size(); j++) {
        double oracle = expected.get("embeddings").get(i).get(j).asDouble();
        assertThat((double) embedding.get(j)).isCloseTo(oracle, within(1e-5));
      }
    }
    assertThat(cells).hasSize(5);
  }

  private void assertMetrics(Row metrics) {
    assertThat(metrics.getLong(0)).isEqualTo(expected.get("cells").asLong());
    for (String name : List.of("macro_f1", "balanced_accuracy", "top2_accuracy")) {
      assertThat(metrics.<Double>getAs(name))
          .as(name)
          .isCloseTo(expected.get(name).asDouble(), within(1e-12));
    }
  }
}
