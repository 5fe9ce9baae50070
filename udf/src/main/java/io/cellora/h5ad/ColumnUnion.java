package io.cellora.h5ad;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/** Finds for each column the type that holds the values of all files. */
final class ColumnUnion {

  private final String frame;
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private final Map<String, FileColumns> firstSeen = new HashMap<>();

  private ColumnUnion(String frame) {
    this.frame = frame;
  }

  /** Types by the files' names, in the order in which they are met. */
  static Map<String, DataType> of(String frame, List<FileColumns> files) {
    ColumnUnion union = new ColumnUnion(frame);
    for (FileColumns file : files) {
      file.types().forEach((name, type) -> union.add(file, name, type));
    }
    return union.types;
  }

  private void add(FileColumns file, String name, DataType type) {
    FileColumns first = firstSeen.putIfAbsent(name, file);
    DataType common =
        first == null
            ? type
            : ColumnCast.common(types.get(name), type)
                .orElseThrow(() -> conflict(name, first, file));
    types.put(name, common);
  }

  private IllegalArgumentException conflict(String name, FileColumns file, FileColumns other) {
    return new IllegalArgumentException(
        String.format(
            "Cannot read shards together (%s column %s is %s in %s and %s in %s): load them apart,"
                + " or together with .schema(...) that names it string",
            frame,
            name,
            file.types().get(name).catalogString(),
            file.path(),
            other.types().get(name).catalogString(),
            other.path()));
  }
}
