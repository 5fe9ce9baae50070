package io.cellora.genes;

import java.util.Arrays;

/**
 * Aligns one cell after the other: (column, value) pairs of a shard in, sorted distinct gene
 * indices of the model and their summed values out, zeros dropped. Keeps its arrays between cells;
 * not for several threads.
 */
public final class RowAligner {

  private final GeneAlignment alignment;
  private final double[] sums;
  private final int[] indices;
  private final double[] values;

  /** A bit for each gene that the cell touched: walked in order it sorts them. */
  private final long[] touched;

  private int count;

  public RowAligner(GeneAlignment alignment) {
    this.alignment = alignment;
    this.sums = new double[alignment.size()];
    this.indices = new int[alignment.size()];
    this.values = new double[alignment.size()];
    this.touched = new long[(alignment.size() + Long.SIZE - 1) / Long.SIZE];
  }

  /**
   * Aligns the cell that lies at {@code from} (inclusive) to {@code to} (exclusive) of the two
   * arrays, in any order of columns.
   *
   * @return the number of genes that are not zero
   */
  public int align(int[] columns, double[] given, int from, int to) {
    for (int i = from; i < to; i++) {
      int target = alignment.target(columns[i]);
      if (target >= 0) {
        touched[target >> 6] |= 1L << target;
        sums[target] += given[i];
      }
    }
    collect();
    return count;
  }

  /** Moves sums that are not zero to the output, and leaves everything else as it was. */
  private void collect() {
    count = 0;
    for (int word = 0; word < touched.length; word++) {
      for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
        int target = (word << 6) + Long.numberOfTrailingZeros(bits);
        if (sums[target] != 0) {
          indices[count] = target;
          values[count++] = sums[target];
        }
        sums[target] = 0;
      }
      touched[word] = 0;
    }
  }

  /** Number of genes of the last cell that are not zero. */
  public int count() {
    return count;
  }

  /** Gene indices of the last cell, rising. */
  public int[] indices() {
    return Arrays.copyOf(indices, count);
  }

  /** Values of the last cell, one for each of {@link #indices()}. */
  public double[] values() {
    return Arrays.copyOf(values, count);
  }

  /** The same without a copy: the first {@link #count()}, until the next cell. */
  public int[] sharedIndices() {
    return indices;
  }

  /** The same without a copy: the first {@link #count()}, until the next cell. */
  public double[] sharedValues() {
    return values;
  }
}
