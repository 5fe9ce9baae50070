package io.cellora.genes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A column of gene names in a shard, one symbol a gene; a missing symbol is null.
 *
 * @param name as the shard calls it
 */
public record SymbolColumn(String name, List<String> symbols) {

  /** A column that was chosen, with the alignment that its symbols give. */
  public record Choice(SymbolColumn column, GeneAlignment alignment) {}

  /**
   * The column that shares most genes with {@code order}, the first of equals; refuses if even that
   * one shares fewer than {@code minGeneOverlap}.
   *
   * @param shard what errors call the shard, such as its path
   */
  public static Choice choose(
      List<SymbolColumn> candidates, GeneOrder order, int minGeneOverlap, String shard) {
    List<Choice> tried = new ArrayList<>();
    for (SymbolColumn column : candidates) {
      tried.add(new Choice(column, GeneAlignment.of(column.symbols(), order)));
    }
    // Stream.max would keep the last of equals
    Optional<Choice> best =
        tried.stream().sorted(Comparator.comparingInt(c -> -c.alignment().shared())).findFirst();
    int shared = best.map(c -> c.alignment().shared()).orElse(0);
    if (best.isEmpty() || shared < minGeneOverlap) {
      throw new IllegalArgumentException(tooFew(tried, order, shared, minGeneOverlap, shard));
    }
    return best.get();
  }

  private static String tooFew(
      List<Choice> tried, GeneOrder order, int shared, int minGeneOverlap, String shard) {
    String columns =
        tried.stream()
            .map(c -> c.column().name() + ": " + c.alignment().shared())
            .collect(Collectors.joining(", "));
    return String.format(
        "Cannot align the genes of %s (%d of the %d genes of the gene order are in it, fewer than"
            + " minGeneOverlap=%d; shared by symbol column: %s): name the column of symbols with"
            + " geneSymbolColumn, or accept fewer genes with minGeneOverlap",
        shard, shared, order.size(), minGeneOverlap, columns.isEmpty() ? "none" : columns);
  }
}
