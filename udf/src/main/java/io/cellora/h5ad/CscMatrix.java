package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * A matrix stored by columns. A range of rows is spread over all of it, so that every read scans
 * the whole matrix once, in blocks of columns, and keeps what lies in its rows: memory holds one
 * block and the wanted rows, time grows with the number of partitions. Convert large shards to CSR.
 */
record CscMatrix(Compressed lines) implements CellMatrix {

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
    Triplets kept = new Triplets();
    long[] offsets = lines.offsets(0, columns());
    for (int column = 0; column < columns(); ) {
      int n = Compressed.linesInBlock(offsets, column);
      scan(offsets, column, column + n, from, to, kept);
      column += n;
    }
    return List.of(kept.byRow(from, Math.toIntExact(to - from))).iterator();
  }

  private void scan(long[] offsets, int column, int end, long from, long to, Triplets kept) {
    long start = offsets[column];
    int n = Math.toIntExact(offsets[end] - start);
    int[] rows = lines.positions(start, n);
    double[] values = lines.values(start, n);
    for (int i = 0; i < n; i++) {
      while (start + i >= offsets[column + 1]) {
        column++;
      }
      if (rows[i] >= from && rows[i] < to) {
        kept.add((int) (rows[i] - from), column, values[i]);
      }
    }
  }

  /** What was kept, column after column. */
  private static final class Triplets {
    private int[] rows = new int[1024];
    private int[] columns = new int[1024];
    private double[] values = new double[1024];
    private int count;

    void add(int row, int column, double value) {
      if (count == rows.length) {
        int larger = Math.addExact(count, count / 2);
        rows = Arrays.copyOf(rows, larger);
        columns = Arrays.copyOf(columns, larger);
        values = Arrays.copyOf(values, larger);
      }
      rows[count] = row;
      columns[count] = column;
      values[count++] = value;
    }

    /** Counting sort by row; columns of a row stay in order. */
    SparseRows byRow(long first, int n) {
      int[] starts = new int[n + 1];
      for (int i = 0; i < count; i++) {
        starts[rows[i] + 1]++;
      }
      for (int row = 0; row < n; row++) {
        starts[row + 1] += starts[row];
      }
      int[] next = Arrays.copyOf(starts, n);
      int[] sortedColumns = new int[count];
      double[] sortedValues = new double[count];
      for (int i = 0; i < count; i++) {
        int place = next[rows[i]]++;
        sortedColumns[place] = columns[i];
        sortedValues[place] = values[i];
      }
      return new SparseRows(first, starts, sortedColumns, sortedValues);
    }
  }
}
