package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A two-dimensional dataset, read some rows at a time; zeros are left out. */
final class DenseMatrix implements CellMatrix {

  private final H5adFile file;
  private final Dataset dataset;
  private final long rows;
  private final int columns;

  DenseMatrix(H5adFile file, Dataset dataset) {
    long[] shape = dataset.getDimensionsAsLong();
    if (shape.length != 2) {
      throw file.cannotRead(
          dataset.getPath() + " has " + shape.length + " dimensions, expected two");
    }
    if (shape[1] > Integer.MAX_VALUE) {
      throw file.cannotRead(
          dataset.getPath() + " has the impossible shape " + Arrays.toString(shape));
    }
    this.file = file;
    this.dataset = dataset;
    this.rows = shape[0];
    this.columns = (int) shape[1];
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public Dataset stored() {
    return dataset;
  }

  @Override
  public Iterator<SparseRows> read(long from, long to) {
    int rowsInBlock = Math.max(1, SparseRows.BLOCK_VALUES / Math.max(1, columns));
    return new Iterator<>() {
      private long next = from;

      @Override
      public boolean hasNext() {
        return next < to;
      }

      @Override
      public SparseRows next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int n = (int) Math.min(rowsInBlock, to - next);
        SparseRows block = compress(next, n, Slices.rows(file, dataset, next, n));
        next += n;
        return block;
      }
    };
  }

  private SparseRows compress(long first, int n, double[] dense) {
    int[] starts = new int[n + 1];
    int[] places = new int[dense.length];
    double[] values = new double[dense.length];
    int kept = 0;
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < columns; column++) {
        double value = dense[row * columns + column];
        if (value != 0) {
          places[kept] = column;
          values[kept++] = value;
        }
      }
      starts[row + 1] = kept;
    }
    return new SparseRows(first, starts, Arrays.copyOf(places, kept), Arrays.copyOf(values, kept));
  }
}
