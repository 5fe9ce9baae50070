package io.cellora.h5ad;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads a range of rows in blocks of bounded size. */
final class RowBlocks implements Iterator<Object[]> {

  /** About how many values a block holds. */
  private static final int BLOCK_ROWS = 8192;

  private static final int BLOCK_VALUES = 1 << 20;

  private final Read read;
  private final int rows;
  private final long to;
  private long next;

  /** Reads {@code n} rows. */
  interface Read {
    Object[] rows(long from, int n);
  }

  /**
   * @param width values in a row
   */
  RowBlocks(long from, long to, long width, Read read) {
    this.next = from;
    this.to = to;
    this.rows = (int) Math.max(1, Math.min(BLOCK_ROWS, BLOCK_VALUES / Math.max(1, width)));
    this.read = read;
  }

  @Override
  public boolean hasNext() {
    return next < to;
  }

  @Override
  public Object[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int n = (int) Math.min(rows, to - next);
    Object[] block = read.rows(next, n);
    next += n;
    return block;
  }
}
