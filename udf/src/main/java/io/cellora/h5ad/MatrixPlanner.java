package io.cellora.h5ad;

import io.cellora.genes.GeneAlignment;
import io.cellora.genes.GeneOrder;
import io.cellora.genes.SymbolColumn;
import io.cellora.h5ad.MatrixPlan.Use;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Chooses layer and gene symbols of every shard, and where its rows are cut, on the driver, before
 * any cell is read: bad input stops the query here. Shards with the same genes share one alignment.
 */
final class MatrixPlanner {

  private final H5adOptions options;
  private final Configuration conf;
  private final Optional<GeneOrder> order;

  /** Lists of symbols that were met: shards of one atlas mostly have the same. */
  private final Map<List<SymbolColumn>, List<SymbolColumn>> symbols = new ConcurrentHashMap<>();

  private final Map<List<SymbolColumn>, GeneAlignment> alignments = new HashMap<>();
  private String firstPath = "";
  private List<String> firstGenes = List.of();

  MatrixPlanner(H5adOptions options, Configuration conf) {
    this.options = options;
    this.conf = conf;
    this.order = options.geneOrder().map(path -> readOrder(path, conf));
  }

  private static GeneOrder readOrder(String path, Configuration conf) {
    Path file = new Path(path);
    try (InputStream in = file.getFileSystem(conf).open(file)) {
      return GeneOrder.read(in, path);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read gene order " + path + " (" + e.getMessage() + ")", e);
    }
  }

  /** A plan for each shard, in their order; files are looked at side by side. */
  List<ShardPlan> plan(List<Shard> shards) {
    List<Look> looks = SideBySide.map(shards, this::lookOrFail);
    return looks.stream().map(this::planOrFail).toList();
  }

  /**
   * What the driver saw in a file.
   *
   * @param error why nothing could be seen, or empty
   */
  private record Look(
      String path, Layer layer, long[] cuts, List<SymbolColumn> symbols, String error) {}

  private Look lookOrFail(Shard shard) {
    return shard.error().isEmpty()
        ? orFailed(() -> look(shard), why -> failed(shard, why))
        : failed(shard, shard.error());
  }

  /** Where bad shards are let pass, the reason takes the place of the result. */
  private <T> T orFailed(Supplier<T> work, Function<String, T> failed) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (!options.permissive()) {
        throw e;
      }
      return failed.apply(String.valueOf(e.getMessage()));
    }
  }

  private static Look failed(Shard shard, String error) {
    return new Look(shard.path(), new Layer("", false), new long[] {0}, List.of(), error);
  }

  private Look look(Shard shard) {
    return FileErrors.naming(shard.path(), () -> looked(shard));
  }

  private Look looked(Shard shard) {
    try (H5adFile file = shard.reopen(conf)) {
      Layer layer = Layer.choose(file, options);
      CellMatrix matrix = CellMatrix.open(file, layer.object());
      Frame genes = Frame.open(file, layer.genes());
      checkShape(file, layer, matrix, shard.rows(), genes.rows());
      List<SymbolColumn> candidates =
          SymbolColumns.candidates(file, genes, options.geneSymbolColumn(), order.isPresent());
      long[] cuts = matrix.cuts(options.nonzerosPerPartition(), options.rowsPerPartition());
      List<SymbolColumn> shared = symbols.computeIfAbsent(candidates, same -> same);
      return new Look(shard.path(), layer, cuts, shared, "");
    }
  }

  private static void checkShape(
      H5adFile file, Layer layer, CellMatrix matrix, long cells, long genes) {
    if (matrix.rows() != cells || matrix.columns() != genes) {
      throw file.cannotRead(
          String.format(
              "%s is %d x %d, but obs has %d cells and %s %d genes",
              layer.object(), matrix.rows(), matrix.columns(), cells, layer.genes(), genes));
    }
  }

  private ShardPlan planOrFail(Look look) {
    return look.error().isEmpty()
        ? orFailed(() -> plan(look), ShardPlan::bad)
        : ShardPlan.bad(look.error());
  }

  private ShardPlan plan(Look look) {
    GeneAlignment alignment = align(look.path(), look.symbols());
    Layer layer = look.layer();
    MatrixPlan matrix = new MatrixPlan(layer.object(), layer.counts(), use(), alignment);
    return new ShardPlan(matrix, look.cuts());
  }

  private Use use() {
    if (options.normalized()) {
      return Use.LOG_NORMALIZED;
    }
    return options.log1p10k() ? Use.LOG_NORMALIZE : Use.AS_STORED;
  }

  private GeneAlignment align(String path, List<SymbolColumn> candidates) {
    if (order.isEmpty()) {
      checkSameGenes(path, candidates.get(0).symbols());
      return alignments.computeIfAbsent(List.of(), c -> GeneAlignment.identity(firstGenes.size()));
    }
    return alignments.computeIfAbsent(
        candidates,
        c -> SymbolColumn.choose(c, order.get(), options.minGeneOverlap(), path).alignment());
  }

  /** Without a gene order the features are the genes of the shards, which must agree. */
  private void checkSameGenes(String path, List<String> genes) {
    if (firstPath.isEmpty()) {
      firstPath = path;
      firstGenes = genes;
    } else if (!genes.equals(firstGenes)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot read shards together (%s has %d genes, %s %d, and they are not the same in the"
                  + " same order): set geneOrder to align them",
              firstPath, firstGenes.size(), path, genes.size()));
    }
  }

  /** The matrix that would be read; refuses what would be refused before the first cell is read. */
  Layer layer(Shard shard) {
    Look look = look(shard);
    align(look.path(), look.symbols());
    return look.layer();
  }

  /** How many genes of the gene order each column of symbols has; nothing without an order. */
  Map<String, Integer> shared(H5adFile file, Frame genes) {
    Map<String, Integer> shared = new LinkedHashMap<>();
    if (order.isPresent()) {
      for (SymbolColumn column :
          SymbolColumns.candidates(file, genes, options.geneSymbolColumn(), true)) {
        shared.put(column.name(), GeneAlignment.of(column.symbols(), order.get()).shared());
      }
    }
    return shared;
  }
}
