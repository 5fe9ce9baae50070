package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Arrays;

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

  private static long[] shape(H5adFile file, String object) {
    long[] shape = storedShape(file, object);
    if (shape[0] < 0 || shape[1] < 0 || shape[1] > Integer.MAX_VALUE) {
      throw file.cannotRead(object + " has the impossible shape " + Arrays.toString(shape));
    }
    return shape;
  }

  private static long[] storedShape(H5adFile file, String object) {
    Object shape = file.attribute(object, "shape").orElse(null);
    if (shape instanceof long[] s && s.length == 2) {
      return s;
    }
    if (shape instanceof int[] s && s.length == 2) {
      return new long[] {s[0], s[1]};
    }
    throw file.cannotRead(object + " lacks the attribute shape of two integers");
  }

  /** Where lines {@code from} to {@code from + n} begin, and the last one's end: n + 1 offsets. */
  long[] offsets(long from, int n) {
    long[] offsets = Slices.longs(file, indptr, from, n + 1);
    long stored = Slices.length(file, data);
    for (int i = 0; i <= n; i++) {
      if (offsets[i] < (i == 0 ? 0 : offsets[i - 1]) || offsets[i] > stored) {
        throw file.cannotRead(
            object + "/indptr does not rise from 0 to " + stored + " at " + (from + i));
      }
    }
    return offsets;
  }

  /** The positions across the lines of {@code n} values, each inside the matrix. */
  int[] positions(long from, int n) {
    long[] wide = Slices.longs(file, indices, from, n);
    int[] positions = new int[n];
    for (int i = 0; i < n; i++) {
      if (wide[i] < 0 || wide[i] >= width) {
        throw file.cannotRead(
            object + "/indices holds " + wide[i] + ", expected 0 to " + (width - 1));
      }
      positions[i] = (int) wide[i];
    }
    return positions;
  }

  double[] values(long from, int n) {
    return Slices.doubles(file, data, from, n);
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
