package io.cellora.h5ad;

import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table over several shards: {@code cell_id}, the union of their obs columns in
 * the order in which they are met, {@code features}.
 *
 * <p>Spark does not tell names apart by case, so an obs column whose name is taken, by one of ours
 * or by an earlier obs column, is called {@code obs_<name>}; if that is taken too, {@code
 * obs_<name>_2} and so on.
 *
 * <p>Where bad shards are let pass, a last column says why, and every column may be null.
 *
 * @param schema what the table shows
 * @param obsNames the file's name of a column by the schema's
 */
record ObsSchema(StructType schema, Map<String, String> obsNames) implements Serializable {

  static ObsSchema of(List<Shard> shards, boolean permissive) {
    StructType schema = new StructType().add(H5adColumns.CELL_ID, DataTypes.StringType, permissive);
    Map<String, String> obsNames = new HashMap<>();
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    taken.addAll(List.of(H5adColumns.CELL_ID, H5adColumns.FEATURES, H5adColumns.CORRUPT_SHARD));
    H5adColumns.HIDDEN.forEach(hidden -> taken.add(hidden.name()));
    for (FrameColumn column : union(shards)) {
      String name = free(column.name(), taken);
      taken.add(name);
      obsNames.put(name, column.name());
      schema = schema.add(name, column.type(), true);
    }
    schema = schema.add(H5adColumns.FEATURES, H5adColumns.vectorType(), permissive);
    if (permissive) {
      schema = schema.add(H5adColumns.CORRUPT_SHARD, DataTypes.StringType, true);
    }
    return new ObsSchema(schema, obsNames);
  }

  private static List<FrameColumn> union(List<Shard> shards) {
    Map<String, FrameColumn> columns = new LinkedHashMap<>();
    Map<String, Shard> firstSeen = new HashMap<>();
    for (Shard shard : shards) {
      for (FrameColumn column : shard.columns()) {
        FrameColumn earlier = columns.putIfAbsent(column.name(), column);
        if (earlier == null) {
          firstSeen.put(column.name(), shard);
        } else if (!earlier.type().equals(column.type())) {
          throw conflict(firstSeen.get(column.name()), earlier, shard, column);
        }
      }
    }
    return List.copyOf(columns.values());
  }

  private static IllegalArgumentException conflict(
      Shard shard, FrameColumn column, Shard otherShard, FrameColumn other) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "Cannot read shards together (obs column %s is %s in %s and %s in %s): load them apart,"
                + " or write one of them with the other's type",
            column.name(),
            column.type().catalogString(),
            shard.path(),
            other.type().catalogString(),
            otherShard.path()));
  }

  private static String free(String name, Set<String> taken) {
    String candidate = name;
    for (int i = 1; taken.contains(candidate); i++) {
      candidate = "obs_" + name + (i == 1 ? "" : "_" + i);
    }
    return candidate;
  }
}
