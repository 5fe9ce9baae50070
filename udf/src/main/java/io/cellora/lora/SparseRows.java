package io.cellora.lora;

import java.io.Serializable;

/**
 * A CSR matrix [n, columns] and its two products with a thin dense matrix: what a first layer's
 * adapter needs. Sums run in the order of the nonzeros.
 *
 * @param offsets where each row starts, and where the last one ends [n + 1]
 */
public record SparseRows(int[] offsets, int[] indices, float[] values) implements Serializable {

  static final SparseRows NONE = new SparseRows(new int[1], new int[0], new float[0]);

  /** X A' for some rows: [rows, r], with A [r, columns] given transposed as [columns, r]. */
  float[] times(int[] rows, float[] transposed, int r) {
    float[] out = new float[rows.length * r];
    for (int i = 0; i < rows.length; i++) {
      for (int j = offsets[rows[i]]; j < offsets[rows[i] + 1]; j++) {
        int from = indices[j] * r;
        for (int k = 0; k < r; k++) {
          out[i * r + k] += values[j] * transposed[from + k];
        }
      }
    }
    return out;
  }

  /** X' D for some rows: [columns, r], with D [rows, r]; the gradient of A, transposed. */
  float[] transposedTimes(int[] rows, float[] d, int columns, int r) {
    float[] out = new float[columns * r];
    for (int i = 0; i < rows.length; i++) {
      for (int j = offsets[rows[i]]; j < offsets[rows[i] + 1]; j++) {
        int to = indices[j] * r;
        for (int k = 0; k < r; k++) {
          out[to + k] += values[j] * d[i * r + k];
        }
      }
    }
    return out;
  }

  /** The transpose [columns, rows] of a row-major slice [rows, columns]. */
  static float[] transpose(float[] matrix, int offset, int rows, int columns) {
    float[] out = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        out[column * rows + row] = matrix[offset + row * columns + column];
      }
    }
    return out;
  }
}
