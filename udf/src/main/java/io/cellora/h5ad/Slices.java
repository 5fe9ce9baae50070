package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import io.jhdf.dataset.DatasetBase;
import java.nio.ByteBuffer;

/**
 * Row ranges of datasets as primitive arrays or strings: every read of values goes through here.
 * Ranges are checked against the dataset's shape, because the HDF5 library does not.
 */
final class Slices {

  private Slices() {}

  static double[] doubles(H5adFile file, Dataset dataset, long from, int n) {
    NumberType type = numberType(file, dataset);
    return n == 0 ? new double[0] : type.doubles(raw(file, dataset, type, from, n), n);
  }

  /** Integers of any width; refuses other types. */
  static long[] longs(H5adFile file, Dataset dataset, long from, int n) {
    NumberType type = numberType(file, dataset);
    if (type.floating()) {
      throw file.cannotRead(dataset.getPath() + " holds " + type + ", expected integers");
    }
    return n == 0 ? new long[0] : type.longs(raw(file, dataset, type, from, n), n);
  }

  /** The bytes of {@code n} elements of any type, in the file's byte order. */
  static ByteBuffer records(H5adFile file, Dataset dataset, long from, int n) {
    checkRange(file, dataset, from, n);
    int bytes = Math.multiplyExact(n, dataset.getDataType().getSize());
    return n == 0
        ? ByteBuffer.allocate(0)
        : raw(file, dataset, bytes, new long[] {from}, new int[] {n});
  }

  /** Rows of a dense matrix, one after the other. */
  static double[] rows(H5adFile file, Dataset matrix, long from, int rows) {
    NumberType type = numberType(file, matrix);
    checkRange(file, matrix, from, rows);
    int columns = Math.toIntExact(matrix.getDimensionsAsLong()[1]);
    int n = Math.multiplyExact(rows, columns);
    if (n == 0) {
      return new double[0];
    }
    ByteBuffer buffer = raw(file, matrix, type, new long[] {from, 0}, new int[] {rows, columns});
    return type.doubles(buffer, n);
  }

  /** Number of elements of a one-dimensional dataset. */
  static long length(H5adFile file, Dataset dataset) {
    long[] shape = dataset.getDimensionsAsLong();
    if (shape.length != 1) {
      throw file.cannotRead(
          dataset.getPath() + " has " + shape.length + " dimensions, expected one");
    }
    return shape[0];
  }

  static NumberType numberType(H5adFile file, Dataset dataset) {
    return NumberType.of(dataset)
        .orElseThrow(
            () ->
                file.cannotRead(
                    dataset.getPath()
                        + " holds "
                        + dataset.getDataType().getClass().getSimpleName()
                        + ", expected numbers"));
  }

  private static ByteBuffer raw(H5adFile file, Dataset dataset, NumberType type, long from, int n) {
    checkRange(file, dataset, from, n);
    return raw(file, dataset, type, new long[] {from}, new int[] {n});
  }

  private static ByteBuffer raw(
      H5adFile file, Dataset dataset, NumberType type, long[] from, int[] shape) {
    long bytes = type.bytes();
    for (int n : shape) {
      bytes *= n;
    }
    return raw(file, dataset, bytes, from, shape).order(NumberType.byteOrder(dataset));
  }

  private static ByteBuffer raw(
      H5adFile file, Dataset dataset, long bytes, long[] from, int[] shape) {
    ByteBuffer buffer =
        file.reading(
            dataset.getPath(), () -> ((DatasetBase) dataset).getSliceDataBuffer(from, shape));
    // storage that was never allocated gives null
    int given = buffer == null ? 0 : buffer.remaining();
    if (given < bytes) {
      throw file.cannotRead(dataset.getPath() + " gave " + given + " bytes of " + bytes);
    }
    return buffer;
  }

  private static void checkRange(H5adFile file, Dataset dataset, long from, int n) {
    long rows = dataset.getDimensionsAsLong().length == 0 ? 0 : dataset.getDimensionsAsLong()[0];
    if (from < 0 || n < 0 || from + n > rows) {
      throw file.cannotRead(
          dataset.getPath() + " has " + rows + " rows, wanted " + from + " to " + (from + n));
    }
  }
}
