package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.h5ad.H5adWriter;
import io.cellora.h5ad.H5adWriterColumn;
import io.cellora.h5ad.H5adWriterFrame;
import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.h5ad.H5adWriterTable;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.TrainRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input ends in words that help, and leaves nothing behind. */
class BadInputTest extends StageTestBase {

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(names(folder)).noneMatch(name -> name.contains("out"));
  }

  @Test
  void aMissingLabelColumnListsThoseThereAre() {
    assertThatThrownBy(() -> run(Map.of("input.label", "celltype"), strings(atlas.train())))
        .hasMessageContaining("Cannot find obs column celltype")
        .hasMessageContaining("cell_type")
        .hasMessageContaining("donor_id");
  }

  @Test
  void oneClassIsNotEnough() {
    assertThatThrownBy(() -> run(Map.of("input.label", "tissue"), strings(atlas.train())))
        .hasMessageContaining(
            "Cannot train a classifier (column tissue of the training cells has 1");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> run(Map.of(), List.of(folder.resolve("no.h5ad").toString())))
        .hasStackTraceContaining("no.h5ad");
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(atlas.train().get(0));
    Path half = Files.write(folder.resolve("half.h5ad"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> run(Map.of(), List.of(half.toString())))
        .hasStackTraceContaining("Cannot read")
        .hasStackTraceContaining("half.h5ad");
  }

  @Test
  void normalisedDataIsRefusedWhereCountsAreNeeded() {
    assertThatThrownBy(() -> run(Map.of(), List.of(logOnly().toString())))
        .hasStackTraceContaining("Cannot find counts in")
        .hasStackTraceContaining("normalized=true");
  }

  @Test
  void tooFewSharedGenesSaysHowMany() {
    assertThatThrownBy(() -> run(Map.of("input.minGeneOverlap", "5000"), strings(atlas.train())))
        .hasMessageContaining("190 of the 200 genes")
        .hasMessageContaining("minGeneOverlap=5000")
        .hasMessageContaining("gene_symbols: 190");
  }

  @Test
  void twoFilesOfOneNameAreRefused() throws IOException {
    Path train = atlas.train().get(0);
    Path copy = Files.createDirectory(folder.resolve("copy")).resolve(train.getFileName());
    Files.copy(train, copy);
    assertThatThrownBy(() -> run(Map.of(), List.of(train.toString(), copy.toString())))
        .hasMessage(
            "Cannot tell the cells of two files apart (both are named train-0.h5ad in train):"
                + " rename one");
  }

  @Test
  void aModelThatIsNoneIsNamed() throws IOException {
    Path fake = Files.createDirectory(folder.resolve("fake"));
    Files.writeString(fake.resolve("encoder.ckpt"), "not a zip");
    RunRequest request =
        new RunRequest(
            strings(atlas.train()),
            strings(atlas.val()),
            List.of(),
            fake.toString(),
            folder.resolve("out").toString(),
            false,
            false);
    assertThatThrownBy(() -> RunAll.run(spark, settings(Map.of()), request, new Told()))
        .hasMessageContaining("encoder.ckpt")
        .hasMessageContaining("zip");
  }

  @Test
  void anOutputThatExistsIsNotTouched(@TempDir Path other) throws IOException {
    Path mine = Files.writeString(other.resolve("mine.txt"), "mine");
    assertThatThrownBy(() -> RunAll.run(spark, settings(Map.of()), request(other), new Told()))
        .hasMessageContaining("Cannot write output (the folder exists");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void aShardWithoutLabelsIsNamed() {
    List<String> train = new ArrayList<>(strings(atlas.train()));
    H5adWriterColumn donors = new H5adWriterColumn.Text(new String[] {"d", "d", "d", "d"});
    train.add(counts("bare.h5ad", Map.of("donor_id", donors)).toString());
    assertThatThrownBy(() -> run(Map.of(), train))
        .hasMessage(
            "Cannot find labels in bare.h5ad of train (column cell_type has no value in any of its"
                + " 4 cells): leave the file out, or set input.label to a column that all files"
                + " have");
  }

  @Test
  void cellsWithoutALabelAreCountedAndClassesOfOneCellNamed(@TempDir Path other) {
    H5adWriterColumn types =
        new H5adWriterColumn.Categorical(
            new int[] {0, -1, 1, -1}, new String[] {"rare one", "rare two"});
    List<String> train = new ArrayList<>(strings(atlas.train()));
    train.add(counts("gaps.h5ad", Map.of("cell_type", types)).toString());
    Told told = new Told();
    TrainRequest request =
        new TrainRequest(
            train,
            strings(atlas.val()),
            model.toString(),
            other.resolve("trained").toString(),
            List.of(),
            false,
            false);
    Train.run(spark, settings(Map.of("train.batchSize", "1000")), request, told);

    assertThat(told.lines)
        .contains(
            "  warning: 2 of the 4 cells of gaps.h5ad (train) have no cell_type and are left out",
            "  warning: train.batchSize 1,000 is more than the 302 training cells: a step takes all")
        .anyMatch(
            line ->
                line.startsWith("  warning: classes with one training cell, ")
                    && line.contains("rare one, rare two"));
  }

  private void run(Map<String, String> settings, List<String> train) {
    RunRequest request =
        new RunRequest(
            train,
            strings(atlas.val()),
            List.of(),
            model.toString(),
            folder.resolve("out").toString(),
            false,
            false);
    RunAll.run(spark, settings(settings), request, new Told());
  }

  /** Four cells with counts in genes of the atlas. */
  private Path counts(String name, Map<String, H5adWriterColumn> obs) {
    String[] genes = genes();
    int n = 4;
    int[] offsets = IntStream.rangeClosed(0, n).map(i -> i * genes.length).toArray();
    int[] columns = IntStream.range(0, n * genes.length).map(i -> i % genes.length).toArray();
    float[] values = new float[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i % 5;
    }
    Path file = folder.resolve(name);
    H5adWriterColumn symbols = new H5adWriterColumn.Text(genes);
    H5adWriter.write(
        file,
        new H5adWriterTable(
            new H5adWriterMatrix(n, genes.length, offsets, columns, values),
            Map.of(),
            new H5adWriterFrame(new String[] {"c0", "c1", "c2", "c3"}, obs),
            new H5adWriterFrame(genes, Map.of("feature_name", symbols))));
    return file;
  }

  private String[] genes() {
    try {
      return Files.readAllLines(atlas.geneOrder()).toArray(new String[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two cells with log-normalised values and no counts anywhere, in genes of the atlas. */
  private Path logOnly() {
    String[] genes = genes();
    Path file = folder.resolve("log.h5ad");
    H5adWriterColumn types = H5adWriterColumn.Categorical.of(new String[] {"a", "b"});
    H5adWriterColumn symbols = new H5adWriterColumn.Text(genes);
    H5adWriter.write(
        file,
        new H5adWriterTable(
            new H5adWriterMatrix(
                2, genes.length, new int[] {0, 1, 2}, new int[] {0, 1}, new float[] {1.5f, 0.3f}),
            Map.of(),
            new H5adWriterFrame(new String[] {"c0", "c1"}, Map.of("cell_type", types)),
            new H5adWriterFrame(genes, Map.of("feature_name", symbols))));
    return file;
  }
}
