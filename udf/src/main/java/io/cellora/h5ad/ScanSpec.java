package io.cellora.h5ad;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * What a query wants of the table.
 *
 * @param columns in the order of its rows, hidden ones among them
 * @param filters that all cells must pass
 * @param limit how many cells are enough
 */
record ScanSpec(StructType columns, List<Filter> filters, long limit) {

  static ScanSpec all(StructType columns) {
    return new ScanSpec(columns, List.of(), Long.MAX_VALUE);
  }

  ScanSpec withColumns(StructType newColumns) {
    return new ScanSpec(newColumns, filters, limit);
  }

  ScanSpec withFilters(List<Filter> newFilters) {
    return new ScanSpec(columns, newFilters, limit);
  }

  ScanSpec withLimit(long newLimit) {
    return new ScanSpec(columns, filters, newLimit);
  }

  boolean needsMatrix() {
    return Arrays.stream(columns.fieldNames()).anyMatch(H5adColumns::isFromMatrix);
  }
}
