package io.cellora.h5ad;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The obs or var table to write: an index and at least one column, in the order given. */
public record H5adWriterFrame(String[] index, Map<String, H5adWriterColumn> columns) {

  /** Checks that every column is as long as the index. */
  public H5adWriterFrame {
    // jhdf cannot write the empty column-order that anndata expects of a table without columns
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("Invalid table: no columns, expected at least one");
    }
    int rows = index.length;
    columns.forEach(
        (name, column) -> {
          if (column.size() != rows) {
            throw new IllegalArgumentException(
                "Invalid column %s: %d rows, expected %d".formatted(name, column.size(), rows));
          }
        });
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }
}
