package io.cellora.h5ad;

import io.cellora.h5ad.storage.Elements;
import io.jhdf.api.Dataset;

/**
 * A compressed sparse group: {@code data} and {@code indices}, cut into lines by {@code indptr}. A
 * line is a row of a CSR matrix and a column of a CSC matrix. Everything is checked as it is read:
 * damaged or overflowed files must not become wrong cells.
 *
 * @param shape rows and columns of the matrix
 * @param lines number of lines
 * @param width what indices are smaller than
 */
record Compressed(
    H5adFile file,
    String object,
    Dataset data,
    Dataset indices,
    Dataset indptr,
    long[] shape,
    long lines,
    long width) {

  /**
   * @param axis of the shape along which the lines lie: 0 for CSR, 1 for CSC
   */
  static Compressed open(H5adFile file, String object, int axis) {
    Dataset data = file.dataset(object + "/data");
    Dataset indices = file.dataset(object + "/indices");
    Dataset indptr = file.dataset(object + "/indptr");
    long[] shape = shape(file, object);
    if (Slices.length(file, indptr) != shape[axis] + 1) {
      throw file.cannotRead(
          object + " has " + shape[axis] + " lines but indptr " + Slices.length(file, indptr));
    }
    if (Slices.length(file, data) != Slices.length(file, indices)) {
      throw file.cannotRead(object + ": data and indices differ in length");
    }
    return new Compressed(file, object, data, indices, indptr, shape, shape[axis], shape[1 - axis]);
  }

  /** Files from before anndata 0.7 call it h5sparse_shape. */
  private static long[] shape(H5adFile file, String object) {
    long[] shape =
        Attributes.integers(file, object, "shape")
            .or(() -> Attributes.integers(file, object, "h5sparse_shape"))
            .orElse(new long[0]);
    if (shape.length != 2) {
      throw file.cannotRead(object + " lacks the attribute shape of two integers");
    }
    if (shape[0] < 0 || shape[1] < 0 || shape[1] > Integer.MAX_VALUE) {
      throw file.cannotRead(object + " says that it is " + shape[0] + " x " + shape[1]);
    }
    return shape;
  }

  /** Where lines {@code from} to {@code from + n} begin, and the last one's end: n + 1 offsets. */
  long[] offsets(long from, int n) {
    long[] offsets = Slices.longs(file, indptr, from, n + 1);
    long stored = stored();
    for (int i = 0; i <= n; i++) {
      if (offsets[i] < (i == 0 ? 0 : offsets[i - 1]) || offsets[i] > stored) {
        throw file.cannotRead(
            object + "/indptr does not rise from 0 to " + stored + " at " + (from + i));
      }
    }
    return offsets;
  }

  /** Number of stored values, explicit zeros among them. */
  long stored() {
    return Slices.length(file, data);
  }

  /** The positions across the lines of {@code n} values, each inside the matrix. */
  void positions(long from, int n, int[] target) {
    Elements elements = Slices.integers(file, indices);
    int limit = (int) Math.min(width, Integer.MAX_VALUE);
    boolean inside =
        file.reading(object + "/indices", () -> elements.positions(from, n, limit, target));
    for (int i = 0; !inside && i < n; i++) {
      if (target[i] < 0) {
        throw file.cannotRead(
            String.format(
                "%s/indices holds %d, expected 0 to %d",
                object, Slices.longs(file, indices, from + i, 1)[0], width - 1));
      }
    }
  }

  void values(long from, int n, double[] target) {
    file.reading(object + "/data", () -> file.elements(data).doubles(from, n, target));
  }

  /**
   * How many lines from {@code first} on hold at most {@link SparseRows#BLOCK_VALUES} values
   * together; at least one.
   *
   * @param offsets of lines, the first of them at {@code first}
   */
  static int linesInBlock(long[] offsets, int first) {
    int next = first + 1;
    while (next < offsets.length - 1
        && offsets[next + 1] - offsets[first] <= SparseRows.BLOCK_VALUES) {
      next++;
    }
    return next - first;
  }
}
