package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.DataType;

/**
 * What the driver learned about a part of one file; sent to executors.
 *
 * @param id what names the rows: the index of obs or var
 */
record PartFile(String path, long rows, PartColumn id, List<PartColumn> columns)
    implements Serializable {

  /** The part {@code object}: {@code var}, {@code raw/var}, {@code obsm/X_umap} and so on. */
  static PartFile open(String path, String object, Configuration conf) {
    return FileErrors.naming(path, () -> opened(path, object, conf));
  }

  private static PartFile opened(String path, String object, Configuration conf) {
    try (H5adFile file = H5adFile.open(path, conf)) {
      if (!isElement(object)) {
        Frame var = Frame.open(file, object);
        return new PartFile(path, var.rows(), new FramePartColumn(var.index()), of(var));
      }
      int slash = object.indexOf('/');
      Frame axis = Frame.open(file, axis(object));
      List<PartColumn> columns = columns(file, object, object.substring(slash + 1), axis.rows());
      return new PartFile(path, axis.rows(), new FramePartColumn(axis.index()), columns);
    }
  }

  private static boolean isElement(String object) {
    return object.startsWith("obsm/") || object.startsWith("varm/");
  }

  /** The frame whose rows an element of obsm or varm describes. */
  static String axis(String object) {
    return object.startsWith("obsm/") ? "obs" : "var";
  }

  private static List<PartColumn> of(Frame frame) {
    return frame.columns().stream().map(c -> (PartColumn) new FramePartColumn(c)).toList();
  }

  private static List<PartColumn> columns(H5adFile file, String object, String name, long rows) {
    Node node = file.find(object).orElseThrow(() -> missing(file, object));
    String encoding = file.text(object, "encoding-type").orElse("");
    if (node instanceof Dataset dataset) {
      checkRows(file, object, dataset.getDimensionsAsLong(), rows);
      return List.of(DensePartColumn.open(file, name, object, dataset));
    }
    if (encoding.equals("dataframe")) {
      Frame frame = Frame.open(file, object);
      checkRows(file, object, new long[] {frame.rows()}, rows);
      return of(frame);
    }
    checkRows(file, object, new long[] {CellMatrix.open(file, object).rows()}, rows);
    return List.of(new SparsePartColumn(name, object));
  }

  private static RuntimeException missing(H5adFile file, String object) {
    String group = object.substring(0, object.indexOf('/'));
    return file.cannotRead("no " + object + " in it; " + group + " holds " + file.members(group));
  }

  private static void checkRows(H5adFile file, String object, long[] shape, long rows) {
    if (shape.length == 0 || shape[0] != rows) {
      throw file.cannotRead(
          String.format(
              "%s has %d rows, but %s has %d",
              object, shape.length == 0 ? 0 : shape[0], axis(object), rows));
    }
  }

  FileColumns fileColumns() {
    Map<String, DataType> types = new LinkedHashMap<>();
    columns.forEach(column -> types.put(column.name(), column.type()));
    return new FileColumns(path, types);
  }

  Optional<PartColumn> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
