package io.cellora.h5ad;

import io.cellora.genes.SymbolColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;

/** Finds the columns of var that may hold gene symbols. */
final class SymbolColumns {

  private static final String INDEX = "index";

  /** Columns of var that are known to hold gene symbols; the index comes before them. */
  private static final List<String> KNOWN =
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

  private SymbolColumns() {}

  /**
   * The column {@code wanted}, or for {@code auto} the index and, if they are to be {@code
   * compared} with a gene order, all that are known by name.
   */
  static List<SymbolColumn> candidates(
      H5adFile file, Frame genes, String wanted, boolean compared) {
    if (!wanted.equalsIgnoreCase(H5adOptions.AUTO)) {
      return List.of(symbols(file, wanted, named(file, genes, wanted)));
    }
    List<SymbolColumn> candidates = new ArrayList<>();
    candidates.add(symbols(file, INDEX, genes.index()));
    if (compared) {
      for (String name : KNOWN) {
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
