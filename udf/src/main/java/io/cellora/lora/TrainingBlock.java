package io.cellora.lora;

import java.io.Serializable;

/**
 * A logical worker's cells in the order of their positions, as primitive arrays: what training
 * needs and no more.
 *
 * @param positions position of each cell among all cells [n]
 * @param labels class of each cell [n]
 * @param prefix W0 x + b0 of each cell [n, width], row-major
 * @param width width of the first layer
 * @param genes the cells' genes, empty unless the first layer has an adapter
 */
public record TrainingBlock(
    long[] positions, int[] labels, float[] prefix, int width, SparseRows genes)
    implements Serializable {

  /** Cells in the block. */
  public int size() {
    return labels.length;
  }

  /** The prefixes of some rows [rows, width], row-major. */
  float[] prefixOf(int[] rows) {
    float[] out = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(prefix, rows[i] * width, out, i * width, width);
    }
    return out;
  }

  int[] labelsOf(int[] rows) {
    int[] out = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      out[i] = labels[rows[i]];
    }
    return out;
  }

  long[] positionsOf(int[] rows) {
    long[] out = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      out[i] = positions[rows[i]];
    }
    return out;
  }
}
