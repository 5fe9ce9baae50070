package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.AdapterAnnotateRequest;
import io.cellora.job.config.AnnotateRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What is said of cells by an adapter. */
class AnnotateByAdapterTest extends AdapterTestBase {

  @Test
  void cellsGetThePredictionsThatTheRunMadeForThem() {
    Told told = annotate("out", strings(atlas.val()), NO_LIMITS, Set.of());

    assertThat(names(folder)).containsExactly("out");
    assertThat(names(folder.resolve("out"))).containsExactly("annotations", "embeddings");
    assertThat(annotations("out").columns())
        .containsExactly(
            "run_id",
            "cell_id",
            "shard",
            "row",
            "label",
            "predicted",
            "probabilities",
            "top",
            "confidence",
            "calibrated_confidence",
            "distance",
            "distance_percentile",
            "abstained");
    String[] both = {"cell_id", "shard", "row", "label", "predicted", "probabilities"};
    Dataset<Row> predicted =
        spark
            .read()
            .parquet(results.resolve("tables/predictions").toString())
            .filter("arm = 'lora-ce' and split = 'val'");
    assertThat(rows(annotations("out"), both)).isEqualTo(rows(predicted, both)).hasSize(120);
    assertThat(rows(annotations("out"), "top", "confidence"))
        .isEqualTo(
            rows(predicted.withColumn("top", expr("slice(top, 1, 3)")), "top", "confidence"));
    assertThat(told.lines)
        .last()
        .isEqualTo("120 cells annotated, 0 abstained in %s/out".formatted(folder));
  }

  /** The nearest class mean, from the embeddings table in another way. */
  @Test
  void distancesAreThoseToTheNearestClassOfTheTrainingCells() throws IOException {
    annotate("out", strings(atlas.val()), NO_LIMITS, Set.of());
    double[][] means = trainingMeans();
    JsonNode profile =
        new ObjectMapper().readTree(adapter().resolve("training_cells.json").toFile());
    for (Row cell : rows(annotations("out"), "shard", "row", "distance", "distance_percentile")) {
      Row embedded =
          spark
              .read()
              .parquet(folder.resolve("out/embeddings").toString())
              .filter(col("shard").equalTo(cell.get(0)).and(col("row").equalTo(cell.get(1))))
              .select("embedding")
              .first();
      double[] vector = embedded.<Float>getList(0).stream().mapToDouble(x -> x).toArray();
      double nearest =
          Stream.of(means).mapToDouble(mean -> 1 - cosine(mean, vector)).min().orElseThrow();
      assertThat(cell.getDouble(2)).isCloseTo(nearest, offset(1e-6));
      int percentile = cell.getInt(3);
      JsonNode edges = profile.get("distance_percentiles");
      assertThat(percentile == 0 || edges.get(percentile).asDouble() <= cell.getDouble(2)).isTrue();
      assertThat(percentile == 100 || edges.get(percentile + 1).asDouble() > cell.getDouble(2))
          .isTrue();
    }
  }

  @Test
  void theTrainingCellsThemselvesFillTheHundredths() throws IOException {
    annotate("out", strings(atlas.train()), NO_LIMITS, Set.of());
    List<Row> found =
        annotations("out").filter("label is not null").select("distance").collectAsList();
    double[] sorted = found.stream().mapToDouble(row -> row.getDouble(0)).sorted().toArray();
    JsonNode profile =
        new ObjectMapper().readTree(adapter().resolve("training_cells.json").toFile());
    for (int i = 1; i <= 100; i++) {
      double exact = sorted[(i * sorted.length + 99) / 100 - 1];
      assertThat(profile.get("distance_percentiles").get(i).asDouble())
          .as("percentile %d", i)
          .isBetween(exact, exact * 1.01 + 1e-7);
    }
    long counted = 0;
    for (JsonNode cells : profile.get("cells")) {
      counted += cells.asLong();
    }
    assertThat(counted).isEqualTo(sorted.length);
  }

  @Test
  void unsureAndFarCellsAbstain() {
    annotate("all", strings(atlas.val()), NO_LIMITS, Set.of());
    double sure = annotations("all").stat().approxQuantile("confidence", new double[] {0.3}, 0)[0];
    double far = annotations("all").stat().approxQuantile("distance", new double[] {0.8}, 0)[0];
    annotate("sure", strings(atlas.val()), limits(sure, null), Set.of());
    annotate("near", strings(atlas.val()), limits(null, far), Set.of());
    assertThat(abstained("sure")).isEqualTo(matching("all", "double(confidence) < " + sure + "D"));
    assertThat(abstained("near")).isEqualTo(matching("all", "distance > " + far + "D"));
    assertThat(abstained("sure").size()).isBetween(1, 119);
    assertThat(abstained("near").size()).isBetween(1, 119);
  }

  @Test
  void aThresholdThatWasFittedHoldsUntilAnotherIsGiven() throws IOException {
    Path fitted = copied("fitted");
    annotate("all", strings(atlas.val()), NO_LIMITS, Set.of());
    double t = 2;
    String calibrated =
        "array_max(transform(probabilities, p -> sqrt(double(p))))"
            + " / aggregate(probabilities, 0D, (s, p) -> s + sqrt(double(p)))";
    double threshold =
        annotations("all")
                .withColumn("c", expr(calibrated))
                .stat()
                .approxQuantile("c", new double[] {0.5}, 0)[0]
            + 1e-5;
    Files.writeString(
        fitted.resolve("calibration.json"),
        "{\"temperature\": %s, \"threshold\": %s, \"risk\": 0.05, \"cells\": 9}"
            .formatted(t, threshold));
    run(request(fitted, "out", strings(atlas.val()), NO_LIMITS, Set.of()), new Told());
    assertThat(abstained("out"))
        .isEqualTo(matching("all", "double(float(" + calibrated + ")) < " + threshold + "D"))
        .isNotEmpty();
    assertThat(rows(annotations("out"), "probabilities", "confidence"))
        .isEqualTo(rows(annotations("all"), "probabilities", "confidence"));
    run(request(fitted, "none", strings(atlas.val()), limits(0.0, null), Set.of()), new Told());
    assertThat(abstained("none")).isEmpty();
  }

  @Test
  void distancesCanBeThoseToTheNearestCellOfAReference() {
    annotate("alone", strings(atlas.train()), NO_LIMITS, Set.of());
    AdapterAnnotateRequest plain =
        request(adapter(), "out", strings(atlas.train()), NO_LIMITS, Set.of());
    run(
        new AdapterAnnotateRequest(
            plain.input(),
            plain.adapter(),
            plain.model(),
            Optional.of(
                new AnnotateRequest.Reference(
                    folder.resolve("alone").toString(), "label", Optional.empty())),
            plain.limits(),
            plain.output()),
        new Told());
    assertThat(annotations("out").columns()).isEqualTo(annotations("alone").columns());
    assertThat(rows(annotations("out"), "predicted", "probabilities"))
        .isEqualTo(rows(annotations("alone"), "predicted", "probabilities"));
    // each cell is its own nearest
    assertThat(annotations("out").filter("abs(distance) > 1e-6").count()).isZero();
    assertThat(annotations("out").filter("distance_percentile is not null").count()).isZero();
  }

  private static double[][] trainingMeans() {
    List<Row> rows =
        spark
            .read()
            .parquet(results.resolve("tables/embeddings").toString())
            .filter("arm = 'lora-ce' and split = 'train' and label is not null")
            .select("label", "embedding")
            .collectAsList();
    Map<String, double[]> means = new TreeMap<>();
    for (Row row : rows) {
      double[] vector = row.<Float>getList(1).stream().mapToDouble(x -> x).toArray();
      double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
      double[] sum = means.computeIfAbsent(row.getString(0), label -> new double[vector.length]);
      for (int i = 0; i < vector.length; i++) {
        sum[i] += vector[i] / length;
      }
    }
    return means.values().toArray(new double[0][]);
  }

  private static double cosine(double[] x, double[] y) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += x[i] * y[i];
      xx += x[i] * x[i];
      yy += y[i] * y[i];
    }
    return xy / Math.sqrt(xx * yy);
  }
}
