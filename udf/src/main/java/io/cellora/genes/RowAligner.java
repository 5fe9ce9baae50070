package io.cellora.genes;

import java.util.Arrays;

/**
 * Aligns one cell after the other: (column, value) pairs of a shard in, sorted distinct gene
 * indices of the model and their summed values out, zeros dropped. Keeps its scratch between cells;
 * not for several threads.
 */
public final class RowAligner {

  private final GeneAlignment alignment;
  private final double[] sums;
  private final boolean[] seen;
  private final int[] touched;
  private int count;

  public RowAligner(GeneAlignment alignment) {
    this.alignment = alignment;
    this.sums = new double[alignment.size()];
    this.seen = new boolean[alignment.size()];
    this.touched = new int[alignment.size()];
  }

  /**
   * Aligns the cell that lies at {@code from} (inclusive) to {@code to} (exclusive) of the two
   * arrays, in any order of columns.
   *
   * @return the number of genes that are not zero
   */
  public int align(int[] columns, double[] values, int from, int to) {
    clear();
    for (int i = from; i < to; i++) {
      int target = alignment.target(columns[i]);
      if (target >= 0) {
        add(target, values[i]);
      }
    }
    Arrays.sort(touched, 0, count);
    dropZeros();
    return count;
  }

  /** Gene indices of the last cell, rising. */
  public int[] indices() {
    return Arrays.copyOf(touched, count);
  }

  /** Values of the last cell, one for each of {@link #indices()}. */
  public double[] values() {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = sums[touched[i]];
    }
    return values;
  }

  private void add(int target, double value) {
    if (!seen[target]) {
      seen[target] = true;
      touched[count++] = target;
    }
    sums[target] += value;
  }

  private void dropZeros() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int target = touched[i];
      seen[target] = false;
      if (sums[target] != 0) {
        touched[kept++] = target;
      }
    }
    count = kept;
  }

  private void clear() {
    for (int i = 0; i < count; i++) {
      sums[touched[i]] = 0;
    }
    count = 0;
  }
}
