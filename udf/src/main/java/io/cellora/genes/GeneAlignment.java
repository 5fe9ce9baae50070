package io.cellora.genes;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Where each gene of a shard goes in a model's input: one target a source column, or -1 for a gene
 * that the model does not know. Columns of the same symbol share a target: their values are summed.
 */
public final class GeneAlignment implements Serializable {

  private static final int UNKNOWN = -1;

  private final int[] targets;
  private final int size;
  private final int shared;
  private final boolean merging;

  private GeneAlignment(int[] targets, int size) {
    this.targets = targets;
    this.size = size;
    long known = Arrays.stream(targets).filter(t -> t != UNKNOWN).count();
    this.shared = distinct(targets, size);
    this.merging = known > shared;
  }

  /** Aligns columns to {@code order} by their symbols; a null symbol is an unknown gene. */
  public static GeneAlignment of(List<String> symbols, GeneOrder order) {
    int[] targets = new int[symbols.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = symbols.get(i) == null ? UNKNOWN : order.indexOf(symbols.get(i));
    }
    return new GeneAlignment(targets, order.size());
  }

  /** Every column stays where it is. */
  public static GeneAlignment identity(int genes) {
    int[] targets = new int[genes];
    Arrays.setAll(targets, i -> i);
    return new GeneAlignment(targets, genes);
  }

  private static int distinct(int[] targets, int size) {
    BitSet seen = new BitSet(size);
    Arrays.stream(targets).filter(t -> t != UNKNOWN).forEach(seen::set);
    return seen.cardinality();
  }

  /** The target of a source column, or -1. */
  public int target(int column) {
    return targets[column];
  }

  /** Number of source columns. */
  public int columns() {
    return targets.length;
  }

  /** Number of genes of the model. */
  public int size() {
    return size;
  }

  /** Number of distinct genes that shard and model share. */
  public int shared() {
    return shared;
  }

  /** Whether several columns share a target. */
  public boolean merging() {
    return merging;
  }
}
