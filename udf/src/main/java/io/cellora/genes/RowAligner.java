package io.cellora.genes;

import java.util.Arrays;

/**
 * Aligns one cell after the other: (column, value) pairs of a shard in, sorted distinct gene
 * indices of the model and their summed values out, zeros dropped. Keeps its arrays between cells;
 * not for several threads.
 */
public final class RowAligner {

  private final GeneAlignment alignment;
  private final int[] indices;
  private final double[] values;

  /** A bit for each gene that the cell touched. */
  private final long[] touched;

  /** How many bits are set before each word of {@link #touched}: a gene's place in the output. */
  private final int[] before;

  private int count;

  public RowAligner(GeneAlignment alignment) {
    int words = (alignment.size() + Long.SIZE - 1) / Long.SIZE;
    this.alignment = alignment;
    this.indices = new int[alignment.size()];
    this.values = new double[alignment.size()];
    this.touched = new long[words];
    this.before = new int[words];
  }

  /**
   * Aligns the cell that lies at {@code from} (inclusive) to {@code to} (exclusive) of the two
   * arrays, in any order of columns.
   *
   * @return the number of genes that are not zero
   */
  public int align(int[] columns, double[] given, int from, int to) {
    Arrays.fill(touched, 0);
    for (int i = from; i < to; i++) {
      int target = alignment.target(columns[i]);
      if (target >= 0) {
        touched[target >> 6] |= 1L << target;
      }
    }
    layOut();
    add(columns, given, from, to);
    dropZeros();
    return count;
  }

  /** Gives every touched gene its place, in their order, with a sum of zero. */
  private void layOut() {
    count = 0;
    for (int word = 0; word < touched.length; word++) {
      before[word] = count;
      for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
        indices[count++] = (word << 6) + Long.numberOfTrailingZeros(bits);
      }
    }
    Arrays.fill(values, 0, count, 0);
  }

  private void add(int[] columns, double[] given, int from, int to) {
    for (int i = from; i < to; i++) {
      int target = alignment.target(columns[i]);
      if (target >= 0) {
        int word = target >> 6;
        long lower = touched[word] & (1L << target) - 1;
        values[before[word] + Long.bitCount(lower)] += given[i];
      }
    }
  }

  private void dropZeros() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (values[i] != 0) {
        indices[kept] = indices[i];
        values[kept++] = values[i];
      }
    }
    count = kept;
  }

  /** Number of genes of the last cell that are not zero. */
  public int count() {
    return count;
  }

  /** Gene indices of the last cell, rising: the first {@link #count()}, until the next cell. */
  public int[] indices() {
    return indices;
  }

  /** Values of the last cell, one for each of {@link #indices()}, until the next cell. */
  public double[] values() {
    return values;
  }
}
