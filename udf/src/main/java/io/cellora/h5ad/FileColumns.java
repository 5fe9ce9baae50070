package io.cellora.h5ad;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/**
 * The columns of one file that differ from file to file.
 *
 * @param types by the file's names, in its order
 */
record FileColumns(String path, Map<String, DataType> types) {

  static FileColumns of(Shard shard) {
    Map<String, DataType> types = new LinkedHashMap<>();
    shard.columns().forEach(column -> types.put(column.name(), column.type()));
    return new FileColumns(shard.path(), types);
  }

  static List<FileColumns> of(List<Shard> shards) {
    return shards.stream().map(FileColumns::of).toList();
  }
}
