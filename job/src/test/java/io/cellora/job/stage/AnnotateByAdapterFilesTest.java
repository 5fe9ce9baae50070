package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.h5ad.H5adWriter;
import io.cellora.h5ad.H5adWriterColumn;
import io.cellora.h5ad.H5adWriterFrame;
import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.h5ad.H5adWriterTable;
import io.cellora.job.config.AnnotationForm;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.HeadFiles;
import io.cellora.weights.LocalFolder;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The files that annotate takes, writes and refuses. */
class AnnotateByAdapterFilesTest extends AdapterTestBase {

  @Test
  void obsFilesHaveEveryCellInTheOrderOfItsShard() throws IOException {
    List<String> input = strings(List.of(atlas.train().get(0), atlas.train().get(1)));
    annotate("out", input, NO_LIMITS, Set.of(AnnotationForm.values()));
    assertThat(names(folder.resolve("out")))
        .containsExactly("annotations", "csv", "embeddings", "h5ad", "obs");
    List<String> shards =
        atlas.train().stream().map(path -> path.getFileName().toString()).sorted().toList();
    assertThat(names(folder.resolve("out/h5ad"))).isEqualTo(shards);
    assertThat(names(folder.resolve("out/obs")))
        .isEqualTo(shards.stream().map(name -> name.replace(".h5ad", ".csv")).toList());
    for (String shard : shards) {
      List<Row> cells = cells("out", shard);
      List<String> csv =
          Files.readAllLines(folder.resolve("out/obs").resolve(shard.replace("h5ad", "csv")));
      assertThat(csv.get(0))
          .isEqualTo(
              "cell_id,cellora_predicted,cellora_confidence,cellora_abstained,cellora_distance,"
                  + "cellora_distance_percentile,cellora_top1,cellora_top1_probability,"
                  + "cellora_top2,cellora_top2_probability,cellora_top3,cellora_top3_probability");
      assertThat(csv.subList(1, csv.size()))
          .extracting(line -> line.substring(0, line.indexOf(",", line.indexOf(',') + 1)))
          .isEqualTo(cells.stream().map(c -> c.getString(0) + "," + c.getString(1)).toList());
      h5adSaysTheSame(folder.resolve("out/h5ad").resolve(shard), cells);
    }
    assertThat(
            spark.read().option("header", true).csv(folder.resolve("out/csv").toString()).count())
        .isEqualTo(annotations("out").count());
  }

  private void h5adSaysTheSame(Path file, List<Row> cells) {
    try (HdfFile h5ad = new HdfFile(file)) {
      assertThat(data(h5ad, "obs/_index"))
          .isEqualTo(cells.stream().map(cell -> cell.getString(0)).toArray(String[]::new));
      String[] types = (String[]) data(h5ad, "obs/cellora_predicted/categories");
      byte[] codes = (byte[]) data(h5ad, "obs/cellora_predicted/codes");
      for (int i = 0; i < codes.length; i++) {
        assertThat(types[codes[i]]).isEqualTo(cells.get(i).getString(1));
      }
      assertThat((float[]) data(h5ad, "obs/cellora_confidence"))
          .containsExactly(cells.stream().map(c -> c.getFloat(2)).toArray(Float[]::new));
      assertThat((byte[]) data(h5ad, "obs/cellora_abstained")).containsOnly(0);
    }
    List<Row> embeddings =
        spark
            .read()
            .format("h5ad")
            .option("part", "obsm/X_cellora")
            .load(file.toString())
            .orderBy("_row")
            .collectAsList();
    assertThat(embeddings).hasSameSizeAs(cells);
  }

  @Test
  void cellsWithoutTypesAndWithNamesThatOccurTwiceAreAnnotated() throws IOException {
    Path file = folder.resolve("odd one.h5ad");
    unlabelled(file, new String[] {"1", "a,\"b\"", "1"});
    annotate("out", List.of(file.toString()), NO_LIMITS, Set.of(AnnotationForm.OBS));
    assertThat(annotations("out").filter("label is null").count()).isEqualTo(3);
    assertThat(Files.readAllLines(folder.resolve("out/obs/odd one.csv")))
        .hasSize(4)
        .satisfies(lines -> assertThat(lines.get(1)).startsWith("1,"))
        .satisfies(lines -> assertThat(lines.get(2)).startsWith("\"a,\"\"b\"\"\","))
        .satisfies(lines -> assertThat(lines.get(3)).startsWith("1,"));
  }

  @Test
  void anAdapterWithoutAHeadIsRefusedWithTheWayOut() throws IOException {
    Path headless = copied("headless");
    Files.delete(headless.resolve("head.safetensors"));
    assertThatThrownBy(
            () -> run(request(headless, "out", List.of("x"), NO_LIMITS, Set.of()), new Told()))
        .hasMessage(
            "Cannot annotate with adapter (it has no head.safetensors and head_labels.json, which"
                + " train and run-all write beside it; with --reference a cell's neighbours vote): "
                + headless);
    assertThat(names(folder)).containsExactly("headless");
  }

  @Test
  void anAdapterOfAnotherModelIsRefusedByName() throws IOException {
    Path other = copied("other");
    Path facts = other.resolve("training_cells.json");
    Files.writeString(
        facts,
        Files.readString(facts)
            .replaceFirst("(\"encoder_sha256\" : \")[0-9a-f]+", "$10123456789abcdef"));
    assertThatThrownBy(
            () -> run(request(other, "out", strings(atlas.val()), NO_LIMITS, Set.of()), new Told()))
        .hasMessageContaining("Cannot annotate with adapter (it was trained on an encoder of hash")
        .hasMessageContaining(" 0123456789ab, that of " + model)
        .hasMessageEndingWith(other.toString());
    Path config = other.resolve("adapter_config.json");
    Files.delete(facts);
    Path head = other.resolve("head.safetensors");
    LocalFolder local = new LocalFolder(other);
    HeadFiles.write(
        local,
        new ClassifierHead(
            List.of("a", "b"), new float[9], new float[1], new float[2], new float[2]));
    assertThat(config).exists();
    assertThat(head).exists();
    assertThatThrownBy(
            () -> run(request(other, "out", strings(atlas.val()), NO_LIMITS, Set.of()), new Told()))
        .hasMessage(
            "Cannot annotate with adapter (it is of another model than %s): %s"
                .formatted(model, other))
        .hasRootCauseMessage("Invalid head: for embeddings of 9 values, expected the encoder's 8");
  }

  @Test
  void withoutAProfileDistancesAreLeftOutAndNothingIsJudgedByThem() throws IOException {
    Path older = copied("older");
    Files.delete(older.resolve("training_cells.json"));
    Told told = new Told();
    run(request(older, "out", strings(atlas.val()), NO_LIMITS, Set.of(AnnotationForm.OBS)), told);
    assertThat(told.lines)
        .contains("  no training_cells.json beside the adapter: distances are not known");
    assertThat(annotations("out").filter("distance is not null").count()).isZero();
    Path csv = folder.resolve("out/obs").resolve(names(folder.resolve("out/obs")).get(0));
    assertThat(Files.readAllLines(csv).get(0)).doesNotContain("distance");
    assertThatThrownBy(
            () ->
                run(
                    request(older, "far", strings(atlas.val()), limits(null, 0.1), Set.of()),
                    new Told()))
        .hasMessageStartingWith("Cannot judge by --max-distance (no training_cells.json beside");
  }

  @Test
  void shardsOfOneNameAreRefused() throws IOException {
    Path shard = atlas.val().get(0);
    Path twin = Files.createDirectories(folder.resolve("twin")).resolve(shard.getFileName());
    Files.copy(shard, twin);
    List<String> input = List.of(shard.toString(), twin.toString());
    assertThatThrownBy(() -> annotate("out", input, NO_LIMITS, Set.of()))
        .hasMessage(
            "Cannot tell the cells of two files apart (both have one name; rename one): "
                + shard.getFileName());
    assertThat(names(folder)).containsExactly("twin");
  }

  /** A file with counts and nothing else that is known of its cells. */
  private static void unlabelled(Path file, String[] cells) throws IOException {
    String[] genes = Files.readAllLines(atlas.geneOrder()).toArray(new String[0]);
    int n = genes.length;
    int[] indptr = new int[cells.length + 1];
    int[] indices = new int[cells.length * n];
    float[] counts = new float[cells.length * n];
    for (int i = 0; i < counts.length; i++) {
      indptr[i / n + 1] = i + 1;
      indices[i] = i % n;
      counts[i] = 1 + i % 7;
    }
    H5adWriter.write(
        file,
        new H5adWriterTable(
            new H5adWriterMatrix(cells.length, n, indptr, indices, counts),
            Map.of(),
            new H5adWriterFrame(
                cells, Map.of("note", new H5adWriterColumn.Numbers(new double[cells.length]))),
            new H5adWriterFrame(genes, Map.of("feature_name", new H5adWriterColumn.Text(genes)))));
  }

  private List<Row> cells(String out, String shard) {
    return rows(
        annotations(out).filter(col("shard").equalTo(shard)), "cell_id", "predicted", "confidence");
  }

  private static Object data(HdfFile file, String path) {
    return file.getDatasetByPath(path).getData();
  }
}
