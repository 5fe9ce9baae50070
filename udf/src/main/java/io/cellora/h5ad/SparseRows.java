package io.cellora.h5ad;

/**
 * Consecutive rows of a matrix in compressed form, in arrays that the next rows use again: row
 * {@code first + i} has the pairs {@code (columns[k], values[k])} for k from {@code starts[i]} to
 * {@code starts[i + 1]}, columns in any order.
 */
final class SparseRows {

  /** About how many values are read at once: 768 kB, so that they stay in the processor's cache. */
  static final int BLOCK_VALUES = 1 << 16;

  private long first;
  private int rows;
  private int[] starts = new int[1];
  private int[] columns = new int[0];
  private double[] values = new double[0];

  /** Makes room for {@code rows} rows, the first of them {@code first}, and {@code n} values. */
  void reset(long firstRow, int rowCount, int n) {
    first = firstRow;
    rows = rowCount;
    if (starts.length < rowCount + 1) {
      starts = new int[rowCount + 1];
    }
    starts[0] = 0;
    if (columns.length < n) {
      int larger = Math.max(n, BLOCK_VALUES);
      columns = new int[larger];
      values = new double[larger];
    }
  }

  /** Takes arrays that others hold too; they must not be written to again. */
  void share(long firstRow, int[] newStarts, int[] newColumns, double[] newValues) {
    first = firstRow;
    rows = newStarts.length - 1;
    starts = newStarts;
    columns = newColumns;
    values = newValues;
  }

  /** Number of the first row in its file. */
  long first() {
    return first;
  }

  int rows() {
    return rows;
  }

  int[] starts() {
    return starts;
  }

  int[] columns() {
    return columns;
  }

  double[] values() {
    return values;
  }
}
