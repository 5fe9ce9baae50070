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
  public Iterator<SparseRows> read(RowRuns rows) {
    if (rows.isEmpty()) {
      return List.<SparseRows>of().iterator();
    }
    Kept kept = new Kept(rows);
    int[] positions = new int[SparseRows.BLOCK_VALUES];
    double[] values = new double[SparseRows.BLOCK_VALUES];
    long[] offsets = lines.offsets(0, columns());
    for (int column = 0; column < columns(); column++) {
      for (long at = offsets[column]; at < offsets[column + 1]; at += SparseRows.BLOCK_VALUES) {
        int n = (int) Math.min(SparseRows.BLOCK_VALUES, offsets[column + 1] - at);
        lines.positions(at, n, positions);
        lines.values(at, n, values);
        kept.add(column, positions, values, n);
      }
    }
    return kept.blocks(rows).iterator();
  }

  /** Every range costs a scan of the whole matrix, and keeps its values in memory. */
  @Override
  public long[] cuts(long values, long mostRows) {
    long ranges = Math.max(1, lines.stored() / values);
    long step = Math.max(1, (rows() + ranges - 1) / ranges);
    return RowCuts.evenly(rows(), Math.min(mostRows, step));
  }

  /** What was kept, column after column; rows are counted from the first wanted one. */
  private static final class Kept {
    private final long first;
    private final int[] slots;
    private int[] rows = new int[1024];
    private int[] columns = new int[1024];
    private double[] values = new double[1024];
    private int count;

    Kept(RowRuns wanted) {
      this.first = wanted.first();
      this.slots = new int[Math.toIntExact(wanted.end() - first)];
      Arrays.fill(slots, -1);
      int slot = 0;
      for (RowRuns.Run run : wanted.runs()) {
        for (long row = run.from(); row < run.to(); row++) {
          slots[(int) (row - first)] = slot++;
        }
      }
    }

    void add(int column, int[] positions, double[] given, int n) {
      for (int i = 0; i < n; i++) {
        long row = positions[i] - first;
        if (row >= 0 && row < slots.length && slots[(int) row] >= 0) {
          add(slots[(int) row], column, given[i]);
        }
      }
    }

    private void add(int slot, int column, double value) {
      if (count == rows.length) {
        int larger = Math.addExact(count, count / 2);
        rows = Arrays.copyOf(rows, larger);
        columns = Arrays.copyOf(columns, larger);
        values = Arrays.copyOf(values, larger);
      }
      rows[count] = slot;
      columns[count] = column;
      values[count++] = value;
    }

    /** One block a run of rows; within a row columns stay in order. */
    List<SparseRows> blocks(RowRuns wanted) {
      int[] starts = sortByRow(Math.toIntExact(wanted.count()));
      int slot = 0;
      SparseRows[] blocks = new SparseRows[wanted.runs().size()];
      for (int i = 0; i < blocks.length; i++) {
        RowRuns.Run run = wanted.runs().get(i);
        int n = (int) (run.to() - run.from());
        blocks[i] = new SparseRows();
        blocks[i].share(
            run.from(), Arrays.copyOfRange(starts, slot, slot + n + 1), columns, values);
        slot += n;
      }
      return List.of(blocks);
    }

    /** A counting sort: where each row begins. */
    private int[] sortByRow(int n) {
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
      columns = sortedColumns;
      values = sortedValues;
      return starts;
    }
  }
}
