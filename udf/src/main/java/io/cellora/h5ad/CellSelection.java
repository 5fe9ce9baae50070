package io.cellora.h5ad;

import java.util.BitSet;
import java.util.List;
import org.apache.spark.sql.sources.Filter;

/** Chooses the cells of a range that pass all filters, by columns of obs alone. */
final class CellSelection {

  private CellSelection() {}

  static RowRuns of(H5adInputPartition range, List<Filter> filters, CellColumns cells) {
    if (filters.isEmpty()) {
      return RowRuns.between(range.from(), range.to());
    }
    List<CellTest> tests =
        filters.stream().map(filter -> CellTest.of(filter).orElseThrow()).toList();
    BitSet chosen = new BitSet(range.rows());
    for (int i = 0; i < range.rows(); i++) {
      cells.moveTo(range.from() + i);
      chosen.set(i, tests.stream().allMatch(test -> test.of(cells) == Truth.TRUE));
    }
    return RowRuns.of(chosen, range.from());
  }
}
