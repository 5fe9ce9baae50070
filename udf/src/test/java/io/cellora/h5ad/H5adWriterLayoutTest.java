package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.h5ad.H5adWriterLayout.Chunks;
import io.cellora.h5ad.H5adWriterLayout.Compression;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H5adWriterLayoutTest {

  private static final int ROWS = 500;
  private static final int COLUMNS = 20;

  @TempDir Path folder;

  /** The lengths are those of h5py 3.16 for four-byte elements (guess_chunk). */
  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "2048, 2048",
    "4097, 2049",
    "10000, 2500",
    "1975, 1975",
    "262144, 4096",
    "52719, 3295",
    "1000000, 7813",
    "40000000, 19532",
    "100035700, 24423",
    "500000000, 30518"
  })
  void automaticChunksAreThoseOfH5py(int elements, int chunk) {
    assertThat(Chunks.automatic().length(elements, 4)).isEqualTo(chunk);
  }

  @Test
  void gzipIsWithoutShuffleAsAnndataWritesIt() {
    try (HdfFile file = written(new H5adWriterLayout(Chunks.automatic(), Compression.gzip(4)))) {
      ChunkedDataset data = (ChunkedDataset) file.getDatasetByPath("X/data");
      assertThat(data.getChunkDimensions()).containsExactly(2500);
      assertThat(data.getFilters()).hasSize(1);
      assertThat(data.getFilters().get(0).getFilterData()).containsExactly(4);
      assertThat(data.getFilters().get(0).getName()).isEqualTo("deflate");
      assertSame(file);
    }
  }

  @Test
  void lzfReadsBack() {
    try (HdfFile file = written(new H5adWriterLayout(Chunks.of(999), Compression.lzf()))) {
      assertThat(file.getDatasetByPath("X/data").getFilters().get(0).getId()).isEqualTo(32000);
      assertSame(file);
    }
  }

  @Test
  void contiguousHasNoChunks() {
    try (HdfFile file = written(H5adWriterLayout.CONTIGUOUS)) {
      assertThat(file.getDatasetByPath("X/data")).isNotInstanceOf(ChunkedDataset.class);
      assertSame(file);
    }
  }

  @Test
  void lzfKeepsRunsOfAnyLengthAndDistance() {
    LzfEncoder lzf = new LzfEncoder();
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      byte[] data = new byte[4 + random.nextInt(40_000)];
      int at = 0;
      while (at < data.length) {
        int run = Math.min(data.length - at, 1 + random.nextInt(400));
        int back = 1 + random.nextInt(9_000);
        for (int i = 0; i < run; i++, at++) {
          data[at] = at < back || random.nextInt(100) == 0 ? (byte) (at / 7) : data[at - back];
        }
      }
      assertThat(lzf.decode(lzf.encode(data, new int[0]), LzfEncoder.settings(data.length)))
          .isEqualTo(data);
    }
  }

  @Test
  void lzfKeepsWhatDoesNotShrink() {
    byte[] data = "abcdefghij".getBytes(StandardCharsets.UTF_8);
    byte[] encoded = new LzfEncoder().encode(data, new int[0]);
    assertThat(encoded).hasSize(11);
    assertThat(new LzfEncoder().decode(encoded, LzfEncoder.settings(data.length))).isEqualTo(data);
  }

  private HdfFile written(H5adWriterLayout layout) {
    Path file = folder.resolve("written.h5ad");
    H5adWriter.write(file, table(), layout);
    return new HdfFile(file);
  }

  private static void assertSame(HdfFile file) {
    assertThat(data(file, "X/data").getData()).isEqualTo(table().x().data());
    assertThat(data(file, "X/indices").getData()).isEqualTo(table().x().indices());
    assertThat(data(file, "X/indptr").getData()).isEqualTo(table().x().indptr());
  }

  private static Dataset data(HdfFile file, String path) {
    return file.getDatasetByPath(path);
  }

  private static H5adWriterTable table() {
    int[] indptr = new int[ROWS + 1];
    int[] indices = new int[ROWS * COLUMNS];
    float[] values = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      indptr[i / COLUMNS + 1] = i + 1;
      indices[i] = i % COLUMNS;
      values[i] = i % 3 + 1;
    }
    return new H5adWriterTable(
        new H5adWriterMatrix(ROWS, COLUMNS, indptr, indices, values),
        Map.of(),
        frame(ROWS),
        frame(COLUMNS));
  }

  private static H5adWriterFrame frame(int rows) {
    String[] index = new String[rows];
    for (int i = 0; i < rows; i++) {
      index[i] = "i" + i;
    }
    return new H5adWriterFrame(index, Map.of("n", new H5adWriterColumn.Text(index)));
  }
}
