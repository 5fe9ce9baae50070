package io.cellora.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.genes.GeneOrder;
import io.cellora.h5ad.H5adInspector;
import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.h5ad.MatrixReport;
import io.cellora.h5ad.ShardReport;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.BenchShardRequest.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchShardTest {

  private static final BenchShardRequest REQUEST =
      new BenchShardRequest(400, 1000, 100, Compression.GZIP, 4, OptionalInt.empty());

  @TempDir Path folder;

  private int files;

  @Test
  void hasAsManyNonzerosAsAskedForAndSkewedCounts() {
    H5adWriterMatrix matrix = BenchCells.matrix(REQUEST);

    assertThat(matrix.data().length / 400.0).isCloseTo(100, within(2.0));
    assertThat(share(matrix, 1)).isCloseTo(0.65, within(0.01));
    assertThat(share(matrix, 2)).isCloseTo(0.16, within(0.01));
    int[] cells = new int[1000];
    IntStream.of(matrix.indices()).forEach(gene -> cells[gene]++);
    assertThat(IntStream.of(cells).filter(n -> n > 380).count()).as("in nearly all").isPositive();
    assertThat(IntStream.of(cells).filter(n -> n < 20).count()).as("in few").isGreaterThan(300);
  }

  @Test
  void isStoredAsAnndataWouldStoreIt() {
    ShardReport report = written(REQUEST, "a");
    MatrixReport x = report.matrices().get(0);

    assertThat(report.counts()).hasValue("X");
    assertThat(x.encoding()).isEqualTo("csr_matrix");
    assertThat(x.type() + " " + x.indexType()).isEqualTo("float32 int32");
    assertThat(x.filters()).containsExactly("gzip 4");
    assertThat(x.chunk().get(0)).isBetween(1000, 4096);
    assertThat(report.shared().get(0).genes()).isEqualTo(1000);
    assertThat(report.columns())
        .extracting(column -> column.name())
        .containsExactly("cell_type", "donor_id");
  }

  @Test
  void isStoredAsAsked() {
    assertThat(x(Compression.LZF, OptionalInt.of(500)).filters()).containsExactly("lzf");
    assertThat(x(Compression.GZIP, OptionalInt.of(500)).chunk()).containsExactly(500);
    assertThat(x(Compression.NONE, OptionalInt.of(500)).filters()).isEmpty();
    assertThat(x(Compression.NONE, OptionalInt.of(500)).chunk()).containsExactly(500);
    assertThat(x(Compression.NONE, OptionalInt.empty()).chunk()).isEmpty();
  }

  @Test
  void featuresAreTheSameCellsLogNormalised() {
    H5adWriterMatrix counts = BenchCells.matrix(REQUEST);
    H5adWriterMatrix features = BenchShard.features(REQUEST);

    assertThat(features.indices()).isEqualTo(counts.indices());
    for (int row = 0; row < counts.rows(); row++) {
      double sum = 0;
      for (int i = counts.indptr()[row]; i < counts.indptr()[row + 1]; i++) {
        sum += counts.data()[i];
      }
      for (int i = counts.indptr()[row]; i < counts.indptr()[row + 1]; i++) {
        float expected = (float) Math.log1p(counts.data()[i] * 1e4 / sum);
        assertThat(features.data()[i]).isCloseTo(expected, within(1e-6f));
      }
    }
  }

  @Test
  void genesStandInAnotherOrderThanTheGeneOrder() {
    List<String> symbols = BenchShard.madeUpGenes(1000);
    assertThat(symbols).doesNotHaveDuplicates().startsWith("GENE00000", "GENE00001");
    assertThat(BenchShard.shuffled(symbols))
        .containsExactlyInAnyOrderElementsOf(symbols)
        .isNotEqualTo(symbols);
  }

  @Test
  void theSameRequestGivesTheSameBytes() throws IOException {
    written(REQUEST, "a");
    written(REQUEST, "b");
    assertThat(Files.mismatch(folder.resolve("a.h5ad"), folder.resolve("b.h5ad"))).isEqualTo(-1);
  }

  @Test
  void sizesThatCannotBeWrittenAreRefused() {
    assertThatThrownBy(() -> request(0, 1000, 100))
        .hasMessage("Invalid cells: 0, expected at least 1");
    assertThatThrownBy(() -> request(1, 1000, 700))
        .hasMessage("Invalid nonzeros: 700, expected 1 to 666");
    assertThatThrownBy(() -> request(1_000_000, 28_231, 2000))
        .hasMessage("Invalid cells times nonzeros: 2000000000, expected 1 to 500000000");
  }

  private static BenchShardRequest request(int cells, int genes, int nonzeros) {
    return new BenchShardRequest(cells, genes, nonzeros, Compression.GZIP, 4, OptionalInt.empty());
  }

  private MatrixReport x(Compression compression, OptionalInt chunk) {
    BenchShardRequest request = new BenchShardRequest(400, 1000, 100, compression, 4, chunk);
    return written(request, "asked-" + files++).matrices().get(0);
  }

  private ShardReport written(BenchShardRequest request, String name) {
    List<String> genes = BenchShard.madeUpGenes(request.genes());
    Path file = folder.resolve(name + ".h5ad");
    BenchShard.write(file, request, GeneOrder.of(genes));
    try {
      Path order = Files.writeString(folder.resolve("order.tsv"), String.join("\n", genes));
      Map<String, String> options = Map.of("geneOrder", order.toString(), "minGeneOverlap", "1");
      return H5adInspector.inspect(file.toString(), new Configuration(), options).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double share(H5adWriterMatrix matrix, int count) {
    int n = 0;
    for (float value : matrix.data()) {
      n += value == count ? 1 : 0;
    }
    return (double) n / matrix.data().length;
  }
}
