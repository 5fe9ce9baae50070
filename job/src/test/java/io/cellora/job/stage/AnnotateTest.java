package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.Fixtures;
import io.cellora.job.config.AnnotateRequest;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.Settings;
import io.cellora.knn.KnnWeighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From cells to annotations, with embeddings made on the way or before. */
class AnnotateTest extends StageTestBase {

  private static Path reference;

  @TempDir Path folder;

  @BeforeAll
  static void embedReference() {
    reference = shared.resolve("reference");
    embed(atlas.train(), reference);
  }

  private static void embed(List<Path> input, Path out) {
    EmbedCells.run(
        spark,
        settings(Map.of()),
        new EmbedRequest(strings(input), model.toString(), out.toString(), Map.of(), true, false),
        new Told());
  }

  @Test
  void cellsGetTheTypeThatTheirNeighboursHave() {
    Told told = new Told();
    Annotate.run(spark, settings(Map.of()), request(files(), Optional.empty()), told);

    Dataset<Row> annotations = annotations("out");
    assertThat(names(folder)).containsExactly("out");
    assertThat(names(folder.resolve("out"))).containsExactly("annotations", "embeddings");
    assertThat(annotations.columns())
        .containsExactly(
            "cell_id",
            "shard",
            "row",
            "label",
            "arm",
            "predicted",
            "min_dist",
            "max_dist",
            "vs2nd",
            "vs_all",
            "vs2nd_weighted",
            "vs_all_weighted",
            "hits",
            "abstained");
    assertThat(annotations.count()).isEqualTo(120);
    assertThat(annotations.filter("abstained").count()).isZero();
    assertThat(told.lines)
        .contains("Reading the reference", "Embedding cells")
        .anyMatch(line -> line.matches("  300 cells of \\d+ types"))
        .last()
        .isEqualTo("120 cells annotated, 0 abstained in %s/out/annotations".formatted(folder));
  }

  @Test
  void theNearestNeighbourOfTheReferencesOwnCellsIsTheCellItself() {
    AnnotateRequest request =
        new AnnotateRequest(
            new AnnotateRequest.Cells.Table(reference.toString()),
            new AnnotateRequest.Reference(reference.toString(), "cell_id", Optional.empty()),
            new AnnotateRequest.Vote(1, KnnWeighting.DISTANCE, Optional.empty()),
            folder.resolve("out").toString(),
            false);
    Annotate.run(spark, settings(Map.of()), request, new Told());
    assertThat(annotations("out").count()).isEqualTo(300);
    assertThat(annotations("out").filter("predicted <> cell_id or abs(min_dist) > 1e-6").count())
        .isZero();
  }

  @Test
  void embeddingsMadeBeforeAndBlocksGiveTheSameAnnotations() {
    Annotate.run(spark, settings(Map.of()), request(files(), Optional.empty()), new Told());
    List<Row> once = sorted("out");
    embed(atlas.val(), folder.resolve("embedded"));
    AnnotateRequest.Cells table =
        new AnnotateRequest.Cells.Table(folder.resolve("embedded").toString());
    Settings blocked = settings(Map.of("knn.broadcastMebibytes", "0", "knn.blockRows", "50"));
    Annotate.run(spark, blocked, request(table, Optional.empty(), "blocked"), new Told());
    assertThat(sorted("blocked")).isEqualTo(once);
    assertThat(names(folder.resolve("blocked"))).containsExactly("annotations");
  }

  @Test
  void cellsFarFromAnyNeighbourAbstain() {
    Annotate.run(spark, settings(Map.of()), request(files(), Optional.empty()), new Told());
    double middle = annotations("out").stat().approxQuantile("min_dist", new double[] {0.5}, 0)[0];
    Annotate.run(
        spark, settings(Map.of()), request(files(), Optional.of(middle), "cut"), new Told());
    Dataset<Row> cut = annotations("cut");
    long abstained = cut.filter("abstained").count();
    assertThat(abstained).isBetween(1L, 119L);
    assertThat(cut.filter(col("min_dist").cast("double").gt(lit(middle))).count())
        .isEqualTo(abstained);
  }

  /** Copied out, because in a whole build the fixtures of udf lie in a jar. */
  private static Path index(Path into) throws IOException {
    Files.createDirectories(into);
    for (String name : List.of("labelled_kNN.bin", "reference_labels.tsv")) {
      Files.copy(Fixtures.path("knn").resolve(name), into.resolve(name));
    }
    return into;
  }

  @Test
  void theIndexInAModelsFolderIsAReference() throws IOException {
    Path annotation = index(folder.resolve("model/annotation"));
    for (Path given : List.of(folder.resolve("model"), annotation)) {
      Dataset<Row> there = EmbeddingsTable.read(spark, given.toString(), Optional.empty());
      assertThat(there.columns()).containsExactly("row", "cell_id", "label", "study", "embedding");
      assertThat(there.count()).isEqualTo(238);
    }
  }

  @Test
  void cellsAreAnnotatedAgainstAnIndex() throws IOException {
    String index = index(folder.resolve("index")).toString();
    AnnotateRequest request =
        new AnnotateRequest(
            new AnnotateRequest.Cells.Table(index),
            new AnnotateRequest.Reference(index, "label", Optional.empty()),
            new AnnotateRequest.Vote(1, KnnWeighting.UNIFORM, Optional.empty()),
            folder.resolve("out").toString(),
            false);
    Told told = new Told();
    Annotate.run(spark, settings(Map.of()), request, told);
    assertThat(told.lines).contains("  238 cells of 6 types");
    // of copies and of zeros another is nearest
    Dataset<Row> single =
        annotations("out").filter("min_dist < 1e-6 and row not between 20 and 29");
    assertThat(single.filter("row not between 100 and 139 and row < 200").count()).isEqualTo(148);
    assertThat(
            single
                .filter("row not between 100 and 139 and row < 200 and predicted <> label")
                .count())
        .isZero();
  }

  @Test
  void severalArmsAreNotMixed() {
    Dataset<Row> one = spark.read().parquet(reference.resolve("embeddings").toString());
    String both = folder.resolve("both").toString();
    one.union(one.withColumn("arm", lit("other"))).write().parquet(both);
    assertThatThrownBy(() -> EmbeddingsTable.read(spark, both, Optional.empty()))
        .hasMessage(
            "Cannot compare embeddings of several arms (choose one by --arm): baseline, other in "
                + both);
    assertThatThrownBy(() -> EmbeddingsTable.read(spark, both, Optional.of("lora")))
        .hasMessage("Cannot find arm (there is baseline, other): lora in " + both);
    assertThat(EmbeddingsTable.read(spark, both, Optional.of("other")).count())
        .isEqualTo(one.count());
  }

  @Test
  void aFailureLeavesNothingBehind() {
    AnnotateRequest request =
        new AnnotateRequest(
            files(),
            new AnnotateRequest.Reference(reference.toString(), "no_such", Optional.empty()),
            new AnnotateRequest.Vote(5, KnnWeighting.UNIFORM, Optional.empty()),
            folder.resolve("out").toString(),
            false);
    assertThatThrownBy(() -> Annotate.run(spark, settings(Map.of()), request, new Told()))
        .hasMessageContaining("Cannot find column of labels (there is cell_id, ");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void votesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new AnnotateRequest.Vote(0, KnnWeighting.UNIFORM, Optional.empty()))
        .hasMessage("Invalid --k: 0, expected at least 1");
    assertThatThrownBy(
            () -> new AnnotateRequest.Vote(5, KnnWeighting.UNIFORM, Optional.of(Double.NaN)))
        .hasMessage("Invalid --max-distance: NaN, expected a number from 0 to 2");
  }

  private static AnnotateRequest.Cells files() {
    return new AnnotateRequest.Cells.Files(
        strings(atlas.val()), model.toString(), Optional.empty());
  }

  private AnnotateRequest request(AnnotateRequest.Cells cells, Optional<Double> maxDistance) {
    return request(cells, maxDistance, "out");
  }

  private AnnotateRequest request(
      AnnotateRequest.Cells cells, Optional<Double> maxDistance, String out) {
    return new AnnotateRequest(
        cells,
        new AnnotateRequest.Reference(reference.toString(), "label", Optional.empty()),
        new AnnotateRequest.Vote(15, KnnWeighting.UNIFORM, maxDistance),
        folder.resolve(out).toString(),
        false);
  }

  private Dataset<Row> annotations(String out) {
    return spark.read().parquet(folder.resolve(out).resolve("annotations").toString());
  }

  private List<Row> sorted(String out) {
    return annotations(out).orderBy("shard", "row").collectAsList();
  }
}
