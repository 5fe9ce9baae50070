package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Rows of a shard that are wanted, as runs of consecutive ones, rising.
 *
 * @param runs not empty themselves, none touching the next
 */
record RowRuns(List<Run> runs) {

  /** Rows {@code from} to {@code to} (exclusive). */
  record Run(long from, long to) {}

  static RowRuns between(long from, long to) {
    return new RowRuns(from < to ? List.of(new Run(from, to)) : List.of());
  }

  /** The rows {@code first + i} for all set {@code i}. */
  static RowRuns of(BitSet rows, long first) {
    List<Run> runs = new ArrayList<>();
    for (int from = rows.nextSetBit(0); from >= 0; ) {
      int to = rows.nextClearBit(from);
      runs.add(new Run(first + from, first + to));
      from = rows.nextSetBit(to);
    }
    return new RowRuns(runs);
  }

  long count() {
    return runs.stream().mapToLong(run -> run.to() - run.from()).sum();
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** The first row; there must be one. */
  long first() {
    return runs.get(0).from();
  }

  /** The row behind the last one; there must be one. */
  long end() {
    return runs.get(runs.size() - 1).to();
  }
}
