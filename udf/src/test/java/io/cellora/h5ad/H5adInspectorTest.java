package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.cellora.h5ad.ColumnReport.Frequency;
import io.cellora.h5ad.ColumnReport.Range;
import io.cellora.h5ad.ShardReport.SharedGenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H5adInspectorTest {

  private static final Map<String, String> OPTIONS =
      Map.of("geneOrder", Fixtures.file("gene_order.tsv").toString(), "minGeneOverlap", "5");

  @TempDir Path folder;

  @Test
  void saysHowAMatrixIsStored() {
    ShardReport report = one("csr_counts");

    assertThat(report.writer()).isEqualTo("anndata 0.1.0");
    assertThat(List.of(report.cells(), report.genes())).containsExactly(30L, 40L);
    assertThat(report.bytes()).isEqualTo(Fixtures.file("csr_counts.h5ad").toFile().length());
    assertThat(report.matrices())
        .containsExactly(
            new MatrixReport(
                "X",
                "csr_matrix",
                List.of(30L, 40L),
                "float32",
                "int32",
                List.of("gzip 4"),
                List.of(570),
                OptionalLong.of(570),
                "holds integers up to 15: it looks like counts"));
    assertThat(report.matrices().get(0).sparsity()).hasValue(1 - 570 / 1200.0);
  }

  @Test
  void saysHowADenseMatrixIsStored() {
    MatrixReport x = one("dense_counts").matrices().get(0);

    assertThat(x.encoding()).isEqualTo("array");
    assertThat(x.filters()).containsExactly("shuffle", "gzip 4");
    assertThat(x.chunk()).containsExactly(7, 11);
    assertThat(x.stored()).isEmpty();
    assertThat(x.sparsity()).isEmpty();
  }

  @Test
  void saysWhereCountsAreAndWhatTheOtherMatricesHold() {
    ShardReport report = one("layer_counts");

    assertThat(report.counts()).hasValue("layers/counts");
    assertThat(report.matrices())
        .extracting(MatrixReport::object, MatrixReport::values)
        .containsExactly(
            tuple("X", "holds non-integer values up to 8.212: it looks log-normalised"),
            tuple("layers/counts", "holds integers up to 15: it looks like counts"));
  }

  @Test
  void countsTheValuesOfEveryColumn() {
    List<ColumnReport> columns = one("csr_counts").columns();

    ColumnReport types = column(columns, "cell_type");
    assertThat(types.form()).isEqualTo("categorical");
    assertThat(types.missing()).isEqualTo(4);
    assertThat(types.top())
        .containsExactly(
            new Frequency("T cell", 14),
            new Frequency("B cell", 8),
            new Frequency("Körnerzelle", 4));
    assertThat(column(columns, "n").range()).hasValue(new Range(0, 8));
    assertThat(column(columns, "small").top()).hasSize(5);
    assertThat(column(columns, "maybe_int").missing()).isEqualTo(10);
    assertThat(column(columns, "batch").distinct()).isEqualTo(OptionalInt.of(30));
  }

  @Test
  void givesUpCountingValuesThatDoNotFitInMemory() {
    int cells = 20_001;
    String[] ids = new String[cells];
    int[] indptr = new int[cells + 1];
    Arrays.setAll(ids, i -> "id" + i);
    Arrays.fill(indptr, 1, indptr.length, 1);
    Path file = folder.resolve("ids.h5ad");
    H5adWriter.write(
        file,
        new H5adWriterTable(
            new H5adWriterMatrix(cells, 1, indptr, new int[1], new float[] {1}),
            Map.of(),
            new H5adWriterFrame(ids, Map.of("id", new H5adWriterColumn.Text(ids))),
            new H5adWriterFrame(
                new String[] {"g"}, Map.of("s", new H5adWriterColumn.Text(new String[] {"g"})))));

    ColumnReport id = inspect(file.toString()).get(0).columns().get(0);
    assertThat(id.distinct()).isEmpty();
    assertThat(id.top()).isEmpty();
    assertThat(id.missing()).isZero();
  }

  @Test
  void saysHowManyGenesEachColumnOfSymbolsShares() {
    assertThat(one("csr_counts").shared()).containsExactly(new SharedGenes("index", 25));
    assertThat(one("duplicate_symbols").shared())
        .containsExactly(new SharedGenes("index", 0), new SharedGenes("feature_name", 23));
  }

  @Test
  void saysWhatIsLeftOutAndWhatIsRefused() {
    assertThat(one("csr_counts").refused())
        .containsExactly(
            new ShardReport.Refusal("obs/matrix", "it has 2 dimensions, expected one"));

    ShardReport normalised = one("lognorm_only");
    assertThat(normalised.readable()).isTrue();
    assertThat(normalised.counts()).isEmpty();
    assertThat(normalised.refused()).hasSize(1);
    assertThat(normalised.refused().get(0).why())
        .startsWith("Cannot find counts in")
        .contains("X holds non-integer values", "normalized=true");
  }

  @Test
  void aBadFileDoesNotStopTheOthers() throws IOException {
    for (String name : List.of("csr_counts", "truncated")) {
      Files.copy(Fixtures.file(name + ".h5ad"), folder.resolve(name + ".h5ad"));
    }
    List<ShardReport> reports = inspect(folder.toString());

    assertThat(reports).extracting(ShardReport::readable).containsExactly(true, false);
    assertThat(reports.get(1).error().orElse(""))
        .startsWith("Cannot read ")
        .endsWith("truncated.h5ad (truncated: 52704 bytes of 105408 are there)");
  }

  @Test
  void aMissingFileIsAnUnreadableOne() {
    List<ShardReport> reports = inspect(folder + "/no.h5ad");

    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).error())
        .hasValue("Cannot read " + folder + "/no.h5ad (no such file or folder)");
  }

  @Test
  void aMissingGeneOrderIsAnError() {
    Map<String, String> options = Map.of("geneOrder", folder + "/no.tsv");
    assertThatThrownBy(
            () -> H5adInspector.inspect(Fixtures.h5ad("csr_counts"), new Configuration(), options))
        .hasMessageStartingWith("Cannot read gene order " + folder + "/no.tsv");
  }

  private static ColumnReport column(List<ColumnReport> columns, String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static ShardReport one(String fixture) {
    List<ShardReport> reports = inspect(Fixtures.h5ad(fixture));
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }

  private static List<ShardReport> inspect(String path) {
    return H5adInspector.inspect(path, new Configuration(), OPTIONS);
  }
}
