package io.cellora.h5ad;

/**
 * Consecutive rows of a matrix in compressed form: row {@code first + i} has the pairs {@code
 * (columns[k], values[k])} for k from {@code starts[i]} to {@code starts[i + 1]}, columns in any
 * order.
 *
 * @param first number of the first row in its file
 */
record SparseRows(long first, int[] starts, int[] columns, double[] values) {

  /** About how many values a block holds: 12 MB. */
  static final int BLOCK_VALUES = 1 << 20;

  int rows() {
    return starts.length - 1;
  }
}
