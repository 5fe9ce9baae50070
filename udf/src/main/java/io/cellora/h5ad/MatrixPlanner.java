package io.cellora.h5ad;

import io.cellora.genes.GeneAlignment;
import io.cellora.genes.GeneOrder;
import io.cellora.genes.SymbolColumn;
import io.cellora.h5ad.MatrixPlan.Use;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataTypes;

/**
 * Chooses layer and gene symbols of every shard, on the driver, before any cell is read: bad input
 * stops the query here. Shards with the same genes share one alignment.
 */
final class MatrixPlanner {

  private static final String INDEX = "index";

  /** Columns of var that are known to hold gene symbols; the index comes before them. */
  private static final List<String> SYMBOL_COLUMNS =
      List.of(
          "feature_name",
          "gene_symbol",
          "gene_symbols",
          "Gene",
          "gene",
          "gene_name",
          "gene_names",
          "symbol",
          "symbols",
          "hgnc_symbol",
          "gene_short_name");

  private final H5adOptions options;
  private final Configuration conf;
  private final Optional<GeneOrder> order;
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

  MatrixPlan plan(Shard shard) {
    return FileErrors.naming(shard.path(), () -> planned(shard));
  }

  private MatrixPlan planned(Shard shard) {
    try (H5adFile file = H5adFile.open(shard.path(), conf)) {
      Layer layer = Layer.choose(file, options);
      CellMatrix matrix = CellMatrix.open(file, layer.object());
      Frame genes = Frame.open(file, layer.genes());
      checkShape(file, layer, matrix, shard.rows(), genes.rows());
      return new MatrixPlan(layer.object(), layer.counts(), use(), align(file, genes));
    }
  }

  private Use use() {
    if (options.normalized()) {
      return Use.LOG_NORMALIZED;
    }
    return options.log1p10k() ? Use.LOG_NORMALIZE : Use.AS_STORED;
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

  private GeneAlignment align(H5adFile file, Frame genes) {
    List<SymbolColumn> candidates = candidates(file, genes);
    if (order.isEmpty()) {
      checkSameGenes(file, candidates.get(0).symbols());
      return alignments.computeIfAbsent(List.of(), c -> GeneAlignment.identity(firstGenes.size()));
    }
    return alignments.computeIfAbsent(
        candidates,
        c ->
            SymbolColumn.choose(c, order.get(), options.minGeneOverlap(), file.path()).alignment());
  }

  /** Without a gene order the features are the genes of the shards, which must agree. */
  private void checkSameGenes(H5adFile file, List<String> genes) {
    if (firstPath.isEmpty()) {
      firstPath = file.path();
      firstGenes = genes;
    } else if (!genes.equals(firstGenes)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot read shards together (%s has %d genes, %s %d, and they are not the same in the"
                  + " same order): set geneOrder to align them",
              firstPath, firstGenes.size(), file.path(), genes.size()));
    }
  }

  private List<SymbolColumn> candidates(H5adFile file, Frame genes) {
    String wanted = options.geneSymbolColumn();
    if (!wanted.equalsIgnoreCase(H5adOptions.AUTO)) {
      return List.of(symbols(file, wanted, named(file, genes, wanted)));
    }
    List<SymbolColumn> candidates = new ArrayList<>();
    candidates.add(symbols(file, INDEX, genes.index()));
    if (order.isPresent()) {
      for (String name : SYMBOL_COLUMNS) {
        genes.columns().stream()
            .filter(c -> c.name().equals(name) && c.type().equals(DataTypes.StringType))
            .forEach(c -> candidates.add(symbols(file, name, c)));
      }
    }
    return candidates;
  }

  private static FrameColumn named(H5adFile file, Frame genes, String wanted) {
    Set<String> names = new LinkedHashSet<>(List.of(INDEX));
    for (FrameColumn column : genes.columns()) {
      if (column.name().equals(wanted)) {
        return column;
      }
      names.add(column.name());
    }
    if (wanted.equals(INDEX) || wanted.equals(genes.index().name())) {
      return genes.index();
    }
    throw new IllegalArgumentException(
        String.format(
            "Invalid h5ad option geneSymbolColumn: %s, expected a column of var in %s: one of %s",
            wanted, file.path(), names));
  }

  private static SymbolColumn symbols(H5adFile file, String name, FrameColumn column) {
    return new SymbolColumn(name, ColumnValues.text(file, column));
  }
}
