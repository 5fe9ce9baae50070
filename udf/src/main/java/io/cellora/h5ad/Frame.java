package io.cellora.h5ad;

import io.cellora.h5ad.FrameColumn.Form;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The layout of obs or var: its index and the columns that Spark can represent, in the file's
 * order. Others are left out with a line in the log.
 */
record Frame(FrameColumn index, List<FrameColumn> columns, long rows) {

  private static final Logger LOG = LoggerFactory.getLogger(Frame.class);
  private static final String OLD_CATEGORIES = "__categories";

  /** Reads the layout of {@code obs}, {@code var} or {@code raw/var}; no values. */
  static Frame open(H5adFile file, String group) {
    Node node = file.find(group).orElseThrow(() -> file.cannotRead("no " + group + " in it"));
    if (!node.isGroup()) {
      throw file.cannotRead(
          group
              + " is a compound dataset, the encoding of anndata before 0.7: read and write the file"
              + " once with a current anndata");
    }
    String name = file.text(group, "_index").orElse("_index");
    FrameColumn index =
        column(file, group, name)
            .orElseThrow(() -> file.cannotRead(group + " has no index " + name));
    List<FrameColumn> columns = new ArrayList<>();
    for (String other : order(file, group)) {
      if (!other.equals(name)) {
        column(file, group, other).ifPresentOrElse(columns::add, () -> leftOut(file, group, other));
      }
    }
    return new Frame(index, columns, ColumnValues.length(file, index));
  }

  private static List<String> order(H5adFile file, String group) {
    Object order = file.attribute(group, "column-order").orElse(null);
    if (order instanceof String[] names) {
      return List.of(names);
    }
    return file.members(group).stream().filter(m -> !m.equals(OLD_CATEGORIES)).toList();
  }

  private static void leftOut(H5adFile file, String group, String column) {
    String object = group + "/" + column;
    LOG.warn(
        "Column {} of {} is left out: its encoding ({}) has no Spark type",
        object,
        file.path(),
        file.text(object, "encoding-type").orElse("not said"));
  }

  private static Optional<FrameColumn> column(H5adFile file, String group, String name) {
    String object = group + "/" + name;
    Optional<Dataset> dataset = file.findDataset(object);
    if (dataset.isPresent()) {
      String old = group + "/" + OLD_CATEGORIES + "/" + name;
      return file.findDataset(old).isPresent()
          ? typed(file, name, object, Form.OLD_CATEGORICAL, old)
          : typed(file, name, object, Form.ARRAY, object);
    }
    return switch (file.text(object, "encoding-type").orElse("")) {
      case "categorical" -> typed(file, name, object, Form.CATEGORICAL, object + "/categories");
      case "nullable-integer", "nullable-boolean", "nullable-string-array" ->
          typed(file, name, object, Form.NULLABLE, object + "/values");
      default -> Optional.empty();
    };
  }

  private static Optional<FrameColumn> typed(
      H5adFile file, String name, String object, Form form, String values) {
    Optional<DataType> type = file.findDataset(values).flatMap(ColumnValues::sparkType);
    return type.map(t -> new FrameColumn(name, object, form, t));
  }
}
