package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.job.config.RunRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What run-all measures of embeddings, on held-out cells and on those of --source. */
@Tag("runs")
class ForgettingTest extends StageTestBase {

  private static final Map<String, String> SMALL =
      Map.of(
          "evaluate.sampleCells", "200",
          "evaluate.triplets", "200",
          "evaluate.forgetting.scales", "[0.5, 1]",
          "source.input.minGeneOverlap", "90");

  @TempDir static Path results;

  private static Path out;

  @BeforeAll
  static void runOnce() {
    out = results.resolve("out");
    RunAll.run(spark, settings(SMALL), withSource(out), new Told());
  }

  /** The validation cells are the source too, so that training has seen the same numbers. */
  private static RunRequest withSource(Path folder) {
    return request(folder).withSource(strings(atlas.val()));
  }

  private static Dataset<Row> table(Path folder, String name) {
    return spark.read().parquet(folder.resolve("tables/" + name).toString());
  }

  @Test
  void theSourceIsASampleOfItsOwnThatNoSplitHolds() {
    assertThat(table(out, "source_cells").select("split").distinct().collectAsList())
        .containsExactly(RowFactory.create("source"));
    assertThat(table(out, "source_cells").count()).isEqualTo(120);
    assertThat(table(out, "cells").filter("split = 'source'").count()).isZero();
    assertThat(table(out, "metrics").filter("split = 'source'").count()).isZero();
  }

  @Test
  void theCurveStartsAtTheFrozenEncoderAndMovesAwayFromIt() {
    Dataset<Row> forgetting = table(out, "forgetting");
    assertThat(forgetting.filter("delta_scale = 0 and value <=> base_value").count())
        .isEqualTo(forgetting.select("metric").distinct().count());
    assertThat(forgetting.select("arm", "seed").distinct().collectAsList())
        .containsExactly(RowFactory.create("lora-ce", 0));
    List<Row> cosines =
        forgetting.filter("metric = 'cosine_mean'").orderBy("delta_scale").collectAsList();
    assertThat(cosines)
        .extracting(row -> row.<Double>getAs("delta_scale"))
        .containsExactly(0.0, 0.5, 1.0);
    assertThat(cosines.get(0).<Double>getAs("value")).isEqualTo(1);
    assertThat(cosines.get(1).<Double>getAs("value"))
        .isLessThan(1)
        .isGreaterThan(cosines.get(2).getAs("value"));
  }

  @Test
  void oneJoinPutsTheGainBesideTheForgetting() {
    table(out, "forgetting").createOrReplaceTempView("forgetting");
    table(out, "delta_scale").createOrReplaceTempView("delta_scale");
    assertThat(
            sql(
                """
                SELECT delta_scale, val_macro_f1, value AS agreement
                FROM delta_scale JOIN forgetting USING (arm, seed, delta_scale)
                WHERE metric = 'knn_agreement' ORDER BY delta_scale
                """))
        .hasSize(3)
        .allMatch(row -> !row.anyNull());
  }

  @Test
  void cosineAndEffectiveRankAtEachScaleAreThoseThatTrainingFound() {
    table(out, "forgetting").createOrReplaceTempView("forgetting");
    table(out, "delta_scale").createOrReplaceTempView("delta_scale");
    for (Map.Entry<String, String> same :
        Map.of("cosine_mean", "cosine_to_base", "effective_rank", "effective_rank").entrySet()) {
      List<Row> pairs =
          sql(
              "SELECT value, %s FROM forgetting JOIN delta_scale USING (arm, seed, delta_scale)"
                      .formatted(same.getValue())
                  + " WHERE metric = '%s'".formatted(same.getKey()));
      assertThat(pairs).as(same.getKey()).hasSize(3);
      for (Row pair : pairs) {
        assertThat(pair.getDouble(0)).isCloseTo(pair.getDouble(1), within(1e-5));
      }
    }
  }

  @Test
  void heldOutCellsAndTheSameCellsAsSourceGiveTheSameNumbers() {
    table(out, "forgetting").createOrReplaceTempView("forgetting");
    table(out, "embedding_metrics").createOrReplaceTempView("embedding_metrics");
    List<Row> pairs =
        sql(
            """
            SELECT e.metric, e.value, f.value
            FROM embedding_metrics AS e JOIN forgetting AS f ON e.metric = f.metric
              AND (e.arm = f.arm AND f.delta_scale = 1 OR e.arm = 'baseline' AND f.delta_scale = 0)
            """);
    assertThat(pairs).extracting(pair -> pair.getString(0)).contains("reconstruction_nmse");
    assertThat(pairs)
        .hasSize(6)
        .allSatisfy(
            pair -> assertThat(pair.getDouble(1)).isCloseTo(pair.getDouble(2), within(1e-9)));
  }

  @Test
  void noPartitionChangesABit(@TempDir Path folder) {
    Path many = folder.resolve("many");
    Map<String, String> cut = new HashMap<>(SMALL);
    cut.put("input.rowsPerPartition", "40");
    cut.put("source.input.rowsPerPartition", "17");
    String partitions = spark.conf().get("spark.sql.shuffle.partitions");
    spark.conf().set("spark.sql.shuffle.partitions", "5");
    try {
      RunAll.run(spark, settings(cut), withSource(many), new Told());
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", partitions);
    }
    for (String name : List.of("embedding_metrics", "forgetting")) {
      assertThat(table(many, name).drop("run_id").collectAsList())
          .as(name)
          .isEqualTo(table(out, name).drop("run_id").collectAsList());
    }
  }

  @Test
  void aLabelThatTheSourceLacksIsRefusedBeforeAnythingIsTrained(@TempDir Path folder) {
    Told told = new Told();
    Map<String, String> other = new HashMap<>(SMALL);
    other.put("source.input.label", "kind");
    assertThatThrownBy(
            () -> RunAll.run(spark, settings(other), withSource(folder.resolve("out")), told))
        .hasMessageContaining("Cannot find obs column kind")
        .hasMessageContaining("source.input.label");
    assertThat(told.lines).noneMatch(line -> line.startsWith("Training"));
    assertThat(Files.exists(folder.resolve("out"))).isFalse();
  }
}
