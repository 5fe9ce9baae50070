package io.cellora.h5ad;

import io.cellora.h5ad.FrameColumn.Form;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The layout of obs or var: its index and the columns that Spark can represent, in the file's
 * order. Others are left out with a line in the log that says why.
 *
 * @param leftOut why, by the names of columns
 */
record Frame(FrameColumn index, List<FrameColumn> columns, long rows, Map<String, String> leftOut) {

  private static final Logger LOG = LoggerFactory.getLogger(Frame.class);

  /** Reads the layout of {@code obs}, {@code var} or {@code raw/var}; no values. */
  static Frame open(H5adFile file, String object) {
    Node node = file.find(object).orElseThrow(() -> file.cannotRead("no " + object + " in it"));
    FrameLayout layout =
        node.isGroup() ? new GroupLayout(file, object) : new CompoundLayout(file, object);
    String name = layout.index();
    Map<String, String> leftOut = new LinkedHashMap<>();
    FrameColumn index =
        column(layout, name, leftOut)
            .orElseThrow(() -> file.cannotRead(object + " has no index " + name));
    long rows = ColumnValues.length(file, index);
    List<FrameColumn> columns = new ArrayList<>();
    for (String other : layout.columns()) {
      if (!other.equals(name)) {
        column(layout, other, leftOut).ifPresent(columns::add);
      }
    }
    columns.forEach(column -> checkLengths(file, column, rows));
    checkLengths(file, index, rows);
    leftOut.forEach(
        (column, why) ->
            LOG.warn("Column {} of {} in {} is left out: {}", column, object, file.path(), why));
    return new Frame(index, columns, rows, leftOut);
  }

  private static Optional<FrameColumn> column(
      FrameLayout layout, String name, Map<String, String> leftOut) {
    try {
      return Optional.of(layout.column(name));
    } catch (NotShownException e) {
      leftOut.put(name, e.getMessage());
      return Optional.empty();
    }
  }

  private static void checkLengths(H5adFile file, FrameColumn column, long rows) {
    checkLength(file, column.rows(), rows);
    if (column.form() == Form.NULLABLE) {
      checkLength(file, FrameColumn.mask(column.object()), rows);
    }
  }

  private static void checkLength(H5adFile file, String object, long rows) {
    long length = FrameArray.open(file, object).length();
    if (length != rows) {
      throw file.cannotRead(object + " has " + length + " rows, but its index has " + rows);
    }
  }
}
