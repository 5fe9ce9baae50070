package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the rows of a matrix into ranges of about as many values each. A cut is the first row that
 * begins behind the border of a chunk, so that neighbours share no more than the chunk in which it
 * begins. Offsets come block by block: memory holds the cuts alone.
 */
final class RowCuts {

  private final long valuesPerRange;
  private final long chunkValues;
  private final long mostRows;
  private final List<Long> cuts = new ArrayList<>(List.of(0L));
  private long row;
  private long border;

  /**
   * @param valuesPerRange how many values a range should have
   * @param chunkValues values in a chunk, 1 if there are no chunks
   * @param mostRows how many rows a range may have at most
   */
  RowCuts(long valuesPerRange, long chunkValues, long mostRows) {
    this.valuesPerRange = valuesPerRange;
    this.chunkValues = Math.max(1, chunkValues);
    this.mostRows = mostRows;
    this.border = borderAfter(0);
  }

  /**
   * Goes on by rows whose values end at {@code offsets[1]}, {@code offsets[2]} ...; the first
   * offset is where the first of them begins.
   */
  void add(long[] offsets) {
    for (int i = 1; i < offsets.length; i++) {
      row++;
      if (offsets[i] >= border || row - last() >= mostRows) {
        cuts.add(row);
        border = borderAfter(offsets[i]);
      }
    }
  }

  private long borderAfter(long offset) {
    long wanted = offset + valuesPerRange;
    long chunks = Math.max(1, Math.round((double) wanted / chunkValues));
    long aligned = chunks * chunkValues;
    return aligned > offset ? aligned : wanted;
  }

  private long last() {
    return cuts.get(cuts.size() - 1);
  }

  /** Where ranges begin, and the number of rows. */
  long[] cuts() {
    List<Long> all = new ArrayList<>(cuts);
    if (last() < row) {
      all.add(row);
    }
    return all.stream().mapToLong(Long::longValue).toArray();
  }

  /** Ranges of {@code step} rows. */
  static long[] evenly(long rows, long step) {
    int ranges = Math.toIntExact((rows + step - 1) / step);
    long[] cuts = new long[ranges + 1];
    for (int i = 0; i <= ranges; i++) {
      cuts[i] = Math.min(rows, i * step);
    }
    return cuts;
  }
}
