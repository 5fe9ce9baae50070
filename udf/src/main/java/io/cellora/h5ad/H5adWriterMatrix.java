package io.cellora.h5ad;

/**
 * A cells x genes matrix in compressed sparse rows: row i holds {@code data[indptr[i] .. indptr[i +
 * 1])} at the columns {@code indices[...]}, which rise within a row.
 */
public record H5adWriterMatrix(int rows, int columns, int[] indptr, int[] indices, float[] data) {

  /** Checks that the arrays fit together, so that no reader meets a matrix that lies. */
  public H5adWriterMatrix {
    check(indptr.length == rows + 1, "indptr", indptr.length, "rows + 1 = " + (rows + 1));
    check(indices.length == data.length, "indices", indices.length, "one a value: " + data.length);
    check(indptr[0] == 0 && indptr[rows] == data.length, "indptr end", indptr[rows], data.length);
    for (int row = 0; row < rows; row++) {
      check(indptr[row] <= indptr[row + 1], "indptr", indptr[row + 1], "at least " + indptr[row]);
    }
    for (int row = 0; row < rows; row++) {
      checkRow(indices, indptr[row], indptr[row + 1], columns);
    }
  }

  private static void checkRow(int[] indices, int from, int until, int columns) {
    int previous = -1;
    for (int at = from; at < until; at++) {
      int column = indices[at];
      check(
          column > previous && column < columns,
          "column index",
          column,
          "over " + previous + " and under " + columns);
      previous = column;
    }
  }

  private static void check(boolean holds, String what, int value, Object expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Invalid " + what + ": " + value + ", expected " + expected);
    }
  }
}
