package io.cellora.h5ad;

import io.jhdf.api.Dataset;
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
    if (shape[1] > Integer.MAX_VALUE / Long.BYTES) {
      throw file.cannotRead(dataset.getPath() + " has rows of " + shape[1] + " values");
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
  public Iterator<SparseRows> read(RowRuns wanted) {
    Iterator<RowRuns.Run> runs = wanted.runs().iterator();
    return new Iterator<>() {
      private final int rowsInBlock = Math.max(1, SparseRows.BLOCK_VALUES / Math.max(1, columns));
      private final double[] dense = new double[rowsInBlock * columns];
      private final SparseRows block = new SparseRows();
      private RowRuns.Run run = new RowRuns.Run(0, 0);
      private long next;

      @Override
      public boolean hasNext() {
        return next < run.to() || runs.hasNext();
      }

      @Override
      public SparseRows next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        if (next >= run.to()) {
          run = runs.next();
          next = run.from();
        }
        int n = (int) Math.min(rowsInBlock, run.to() - next);
        Slices.rows(file, dataset, next, n, dense);
        compress(next, n, dense, block);
        next += n;
        return block;
      }
    };
  }

  /** Ranges of whole rows of chunks, as far as {@code mostRows} allows. */
  @Override
  public long[] cuts(long values, long mostRows) {
    long inChunk = Slices.chunkLength(dataset);
    long wanted = Math.max(1, values / Math.max(1, columns));
    long step = Math.max(inChunk, wanted - wanted % inChunk);
    return RowCuts.evenly(rows, Math.min(mostRows, step));
  }

  private void compress(long first, int n, double[] dense, SparseRows block) {
    block.reset(first, n, n * columns);
    int kept = 0;
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < columns; column++) {
        double value = dense[row * columns + column];
        if (value != 0) {
          block.columns()[kept] = column;
          block.values()[kept++] = value;
        }
      }
      block.starts()[row + 1] = kept;
    }
  }
}
