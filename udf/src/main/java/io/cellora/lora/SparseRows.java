package io.cellora.lora;

import io.cellora.encoder.SparseBatch;
import java.util.Arrays;

/**
 * A CSR matrix [n, columns] and its two products with a thin dense matrix: what a first layer's
 * adapter needs. Sums run in the order of the nonzeros.
 *
 * @param offsets where each row starts, and where the last one ends [n + 1]
 */
record SparseRows(int[] offsets, int[] indices, float[] values) {

  static final SparseRows NONE = new SparseRows(new int[1], new int[0], new float[0]);

  /** Columns that are worked on at once: as many sums as the processor keeps in registers. */
  private static final int STRIP = 8;

  /** The cells of a batch. */
  static SparseRows of(SparseBatch batch) {
    int[] offsets = Arrays.copyOf(batch.offsets(), batch.size() + 1);
    offsets[batch.size()] = batch.nonzeros();
    return new SparseRows(
        offsets, Arrays.copyOf(batch.indices(), batch.nonzeros()), batch.values());
  }

  int size() {
    return offsets.length - 1;
  }

  /** X A' [n, r], with A [r, columns] given transposed as [columns, r]. */
  float[] times(float[] transposed, int r) {
    float[] out = new float[size() * r];
    for (int from = 0; from < r; from += STRIP) {
      for (int row = 0; row < size(); row++) {
        if (r - from >= STRIP) {
          timesStrip(row, transposed, r, from, out);
        } else {
          timesRest(row, transposed, r, from, out);
        }
      }
    }
    return out;
  }

  private void timesStrip(int row, float[] a, int r, int from, float[] out) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    for (int j = offsets[row]; j < offsets[row + 1]; j++) {
      int at = indices[j] * r + from;
      float v = values[j];
      s0 += v * a[at];
      s1 += v * a[at + 1];
      s2 += v * a[at + 2];
      s3 += v * a[at + 3];
      s4 += v * a[at + 4];
      s5 += v * a[at + 5];
      s6 += v * a[at + 6];
      s7 += v * a[at + 7];
    }
    int to = row * r + from;
    out[to] = s0;
    out[to + 1] = s1;
    out[to + 2] = s2;
    out[to + 3] = s3;
    out[to + 4] = s4;
    out[to + 5] = s5;
    out[to + 6] = s6;
    out[to + 7] = s7;
  }

  private void timesRest(int row, float[] a, int r, int from, float[] out) {
    for (int j = offsets[row]; j < offsets[row + 1]; j++) {
      for (int k = from; k < r; k++) {
        out[row * r + k] += values[j] * a[indices[j] * r + k];
      }
    }
  }

  /** X' D [columns, r], with D [n, r]; the gradient of A, transposed. */
  float[] transposedTimes(float[] d, int columns, int r) {
    float[] out = new float[columns * r];
    for (int from = 0; from < r; from += STRIP) {
      for (int row = 0; row < size(); row++) {
        if (r - from >= STRIP) {
          addStrip(row, d, r, from, out);
        } else {
          addRest(row, d, r, from, out);
        }
      }
    }
    return out;
  }

  private void addStrip(int row, float[] d, int r, int from, float[] out) {
    int of = row * r + from;
    float d0 = d[of], d1 = d[of + 1], d2 = d[of + 2], d3 = d[of + 3];
    float d4 = d[of + 4], d5 = d[of + 5], d6 = d[of + 6], d7 = d[of + 7];
    for (int j = offsets[row]; j < offsets[row + 1]; j++) {
      int to = indices[j] * r + from;
      float v = values[j];
      out[to] += v * d0;
      out[to + 1] += v * d1;
      out[to + 2] += v * d2;
      out[to + 3] += v * d3;
      out[to + 4] += v * d4;
      out[to + 5] += v * d5;
      out[to + 6] += v * d6;
      out[to + 7] += v * d7;
    }
  }

  private void addRest(int row, float[] d, int r, int from, float[] out) {
    for (int j = offsets[row]; j < offsets[row + 1]; j++) {
      for (int k = from; k < r; k++) {
        out[indices[j] * r + k] += values[j] * d[row * r + k];
      }
    }
  }

  /** The transpose [columns, rows] of a row-major slice [rows, columns]. */
  static float[] transpose(float[] matrix, int offset, int rows, int columns) {
    float[] out = new float[rows * columns];
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        out[column * rows + row] = matrix[offset + row * columns + column];
      }
    }
    return out;
  }
}
