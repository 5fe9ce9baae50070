package io.cellora.h5ad;

import io.cellora.h5ad.storage.Elements;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import java.nio.ByteBuffer;

/**
 * Row ranges of datasets as primitive arrays or strings: every read of values goes through here.
 * Ranges are checked against the dataset's shape, because the HDF5 library does not.
 */
final class Slices {

  private Slices() {}

  static double[] doubles(H5adFile file, Dataset dataset, long from, int n) {
    checkRange(file, dataset, from, n);
    double[] values = new double[n];
    file.reading(dataset.getPath(), () -> file.elements(dataset).doubles(from, n, values));
    return values;
  }

  /** Integers of any width; refuses other types. */
  static long[] longs(H5adFile file, Dataset dataset, long from, int n) {
    checkRange(file, dataset, from, n);
    long[] values = new long[n];
    Elements integers = integers(file, dataset);
    file.reading(dataset.getPath(), () -> integers.longs(from, n, values));
    return values;
  }

  /** The elements of a dataset of integers; refuses other types. */
  static Elements integers(H5adFile file, Dataset dataset) {
    Elements elements = file.elements(dataset);
    if (file.reading(dataset.getPath(), () -> elements.type().floating())) {
      throw file.cannotRead(
          dataset.getPath() + " holds " + elements.type() + ", expected integers");
    }
    return elements;
  }

  /** The bytes of {@code n} elements of any type, in the file's byte order. */
  static ByteBuffer records(H5adFile file, Dataset dataset, long from, int n) {
    checkRange(file, dataset, from, n);
    return file.reading(dataset.getPath(), () -> file.elements(dataset).bytes(from, n));
  }

  /** Rows of a dense matrix, one after the other, to the beginning of {@code target}. */
  static void rows(H5adFile file, Dataset matrix, long from, int rows, double[] target) {
    checkRange(file, matrix, from, rows);
    long columns = matrix.getDimensionsAsLong()[1];
    int n = Math.toIntExact(rows * columns);
    file.reading(matrix.getPath(), () -> file.elements(matrix).doubles(from * columns, n, target));
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

  /** Elements, or rows of a matrix, in a chunk; 1 if there are no chunks. */
  static long chunkLength(Dataset dataset) {
    return dataset instanceof ChunkedDataset chunked ? chunked.getChunkDimensions()[0] : 1;
  }

  private static void checkRange(H5adFile file, Dataset dataset, long from, int n) {
    long rows = dataset.getDimensionsAsLong().length == 0 ? 0 : dataset.getDimensionsAsLong()[0];
    if (from < 0 || n < 0 || from + n > rows) {
      throw file.cannotRead(
          dataset.getPath() + " has " + rows + " rows, wanted " + from + " to " + (from + n));
    }
  }
}
