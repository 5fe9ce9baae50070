package io.cellora.job.bench;

import io.cellora.genes.GeneOrder;
import io.cellora.genes.LogNormalizer;
import io.cellora.h5ad.H5adWriter;
import io.cellora.h5ad.H5adWriterColumn;
import io.cellora.h5ad.H5adWriterFrame;
import io.cellora.h5ad.H5adWriterLayout;
import io.cellora.h5ad.H5adWriterLayout.Chunks;
import io.cellora.h5ad.H5adWriterLayout.Compression;
import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.h5ad.H5adWriterTable;
import io.cellora.job.config.BenchShardRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Writes a shard of made-up cells as anndata would: CSR, float32 counts, sorted int32 indices. The
 * genes are those of the gene order, shuffled, so that none is lost and every index moves. The same
 * request gives the same bytes.
 */
public final class BenchShard {

  /** Types that a cell may be of. */
  public static final int CELL_TYPES = 40;

  private static final int DONORS = 12;
  private static final long OBS_SEED = 2;

  private BenchShard() {}

  /** Symbols of a gene order for shards that are measured without one. */
  public static List<String> madeUpGenes(int genes) {
    return IntStream.range(0, genes).mapToObj("GENE%05d"::formatted).toList();
  }

  /**
   * @param order as many symbols as the request has genes
   */
  public static void write(Path file, BenchShardRequest request, GeneOrder order) {
    H5adWriterTable table =
        new H5adWriterTable(
            BenchCells.matrix(request), Map.of(), obs(request), var(shuffled(order.symbols())));
    H5adWriter.write(file, table, layout(request));
  }

  /**
   * Writes the same cells log-normalised, their genes in the order of the model, uncompressed: what
   * an encoder takes.
   */
  public static void writeFeatures(Path file, BenchShardRequest request, GeneOrder order) {
    H5adWriterTable table =
        new H5adWriterTable(features(request), Map.of(), obs(request), var(order.symbols()));
    H5adWriter.write(file, table, H5adWriterLayout.CONTIGUOUS);
  }

  static H5adWriterMatrix features(BenchShardRequest request) {
    H5adWriterMatrix counts = BenchCells.matrix(request);
    LogNormalizer normalizer = new LogNormalizer();
    float[] data = counts.data();
    double[] cell = new double[counts.columns()];
    for (int row = 0; row < counts.rows(); row++) {
      int from = counts.indptr()[row];
      int n = counts.indptr()[row + 1] - from;
      for (int i = 0; i < n; i++) {
        cell[i] = data[from + i];
      }
      normalizer.log1p10k(cell, n);
      for (int i = 0; i < n; i++) {
        data[from + i] = (float) cell[i];
      }
    }
    return counts;
  }

  static H5adWriterLayout layout(BenchShardRequest request) {
    if (request.compression() == BenchShardRequest.Compression.NONE && request.chunk().isEmpty()) {
      return H5adWriterLayout.CONTIGUOUS;
    }
    Chunks chunks =
        request.chunk().isPresent() ? Chunks.of(request.chunk().getAsInt()) : Chunks.automatic();
    Compression compression =
        switch (request.compression()) {
          case GZIP -> Compression.gzip(request.level());
          case NONE -> Compression.none();
          case LZF -> Compression.lzf();
        };
    return new H5adWriterLayout(chunks, compression);
  }

  private static H5adWriterFrame obs(BenchShardRequest request) {
    SplittableRandom random = new SplittableRandom(OBS_SEED);
    String[] index = new String[request.cells()];
    Arrays.setAll(index, "cell-%08d"::formatted);
    Map<String, H5adWriterColumn> columns = new LinkedHashMap<>();
    columns.put("cell_type", categorical("type", CELL_TYPES, request.cells(), random));
    columns.put("donor_id", categorical("donor", DONORS, request.cells(), random));
    return new H5adWriterFrame(index, columns);
  }

  /** The type of each cell, as an index of {@link #typeNames}. */
  public static int[] types(BenchShardRequest request) {
    return codes(CELL_TYPES, request.cells(), new SplittableRandom(OBS_SEED));
  }

  /** What the column {@code cell_type} calls the types. */
  public static String[] typeNames() {
    return names("type", CELL_TYPES);
  }

  private static H5adWriterColumn categorical(
      String name, int size, int cells, SplittableRandom random) {
    return new H5adWriterColumn.Categorical(codes(size, cells, random), names(name, size));
  }

  private static String[] names(String name, int size) {
    String[] names = new String[size];
    Arrays.setAll(names, i -> "%s %02d".formatted(name, i));
    return names;
  }

  /** Rare values are as many as frequent ones: the square of an even draw. */
  private static int[] codes(int size, int cells, SplittableRandom random) {
    int[] codes = new int[cells];
    Arrays.setAll(codes, i -> (int) (size * Math.pow(random.nextDouble(), 2)));
    return codes;
  }

  private static H5adWriterFrame var(List<String> genes) {
    String[] symbols = genes.toArray(new String[0]);
    return new H5adWriterFrame(symbols, Map.of("feature_name", new H5adWriterColumn.Text(symbols)));
  }

  static List<String> shuffled(List<String> symbols) {
    SplittableRandom random = new SplittableRandom(3);
    List<String> shuffled = new ArrayList<>(symbols);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    return shuffled;
  }
}
