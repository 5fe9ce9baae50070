package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A matrix stored by rows: reads only the values of the rows asked for. */
record CsrMatrix(Compressed lines) implements CellMatrix {

  private static final int PLANNED_ROWS = 1 << 18;

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
    return new Blocks(lines, rows.runs().iterator());
  }

  @Override
  public long[] cuts(long values, long mostRows) {
    RowCuts cuts = new RowCuts(values, Slices.chunkLength(lines.indices()), mostRows);
    for (long row = 0; row < rows(); row += PLANNED_ROWS) {
      cuts.add(lines.offsets(row, (int) Math.min(PLANNED_ROWS, rows() - row)));
    }
    return cuts.cuts();
  }

  /** The wanted rows, some at a time; offsets are read for a window of rows. */
  private static final class Blocks implements Iterator<SparseRows> {

    private static final int WINDOW_ROWS = 1 << 15;

    private final Compressed lines;
    private final Iterator<RowRuns.Run> runs;
    private final SparseRows block = new SparseRows();
    private RowRuns.Run run = new RowRuns.Run(0, 0);
    private long[] offsets = new long[1];
    private long window;
    private int next;

    Blocks(Compressed lines, Iterator<RowRuns.Run> runs) {
      this.lines = lines;
      this.runs = runs;
    }

    @Override
    public boolean hasNext() {
      return window + next < run.to() || runs.hasNext();
    }

    @Override
    public SparseRows next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (window + next >= run.to()) {
        run = runs.next();
        moveWindow(run.from());
      } else if (next == offsets.length - 1) {
        moveWindow(window + next);
      }
      int rows = Compressed.linesInBlock(offsets, next);
      fill(rows);
      next += rows;
      return block;
    }

    private void moveWindow(long row) {
      window = row;
      next = 0;
      offsets = lines.offsets(row, (int) Math.min(WINDOW_ROWS, run.to() - row));
    }

    private void fill(int rows) {
      long start = offsets[next];
      long n = offsets[next + rows] - start;
      if (n > Integer.MAX_VALUE - 8) {
        throw lines
            .file()
            .cannotRead(
                lines.object() + ": row " + (window + next) + " claims to hold " + n + " values");
      }
      block.reset(window + next, rows, (int) n);
      for (int i = 0; i <= rows; i++) {
        block.starts()[i] = (int) (offsets[next + i] - start);
      }
      lines.positions(start, (int) n, block.columns());
      lines.values(start, (int) n, block.values());
    }
  }
}
