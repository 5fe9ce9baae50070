package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A matrix stored by rows: reads only the values of the rows asked for. */
record CsrMatrix(Compressed lines) implements CellMatrix {

  @Override
  public long rows() {
    return lines.shape()[0];
  }

  @Override
  public int columns() {
    return Math.toIntExact(lines.shape()[1]);
  }

  @Override
  public Dataset stored() {
    return lines.data();
  }

  @Override
  public Iterator<SparseRows> read(long from, long to) {
    long[] offsets = lines.offsets(from, Math.toIntExact(to - from));
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < offsets.length - 1;
      }

      @Override
      public SparseRows next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int rows = Compressed.linesInBlock(offsets, next);
        SparseRows block = block(from + next, offsets, next, rows);
        next += rows;
        return block;
      }
    };
  }

  private SparseRows block(long first, long[] offsets, int row, int rows) {
    long start = offsets[row];
    int n = Math.toIntExact(offsets[row + rows] - start);
    int[] starts = new int[rows + 1];
    for (int i = 0; i <= rows; i++) {
      starts[i] = (int) (offsets[row + i] - start);
    }
    return new SparseRows(first, starts, lines.positions(start, n), lines.values(start, n));
  }
}
