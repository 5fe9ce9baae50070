package io.cellora.h5ad;

import io.cellora.h5ad.H5adColumns.Hidden;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a kind of table has whatever its files hold.
 *
 * @param frame what the other columns belong to, such as {@code obs}
 */
record FixedColumns(
    String frame, List<StructField> first, List<StructField> last, List<Hidden> hidden) {

  static final FixedColumns CELLS =
      new FixedColumns(
          "obs",
          List.of(field(H5adColumns.CELL_ID, false)),
          List.of(
              new StructType().add(H5adColumns.FEATURES, H5adColumns.vectorType(), false).apply(0)),
          H5adColumns.HIDDEN);

  /** The same where bad shards are let pass: every column may be null, and a last one says why. */
  static final FixedColumns PERMISSIVE_CELLS =
      new FixedColumns(
          "obs",
          List.of(field(H5adColumns.CELL_ID, true)),
          List.of(
              new StructType().add(H5adColumns.FEATURES, H5adColumns.vectorType(), true).apply(0),
              field(H5adColumns.CORRUPT_SHARD, true)),
          H5adColumns.HIDDEN);

  /** A part whose rows are named by {@code id}. */
  static FixedColumns part(String frame, String id) {
    return new FixedColumns(
        frame, List.of(field(id, true)), List.of(), H5adColumns.HIDDEN_OF_PARTS);
  }

  static StructField field(String name, boolean nullable) {
    return DataTypes.createStructField(name, DataTypes.StringType, nullable);
  }

  /** The column of that name, by the table's own spelling. */
  Optional<StructField> find(String name) {
    Stream<StructField> metadata =
        hidden.stream()
            .map(h -> DataTypes.createStructField(h.name(), h.dataType(), h.isNullable()));
    return Stream.of(first.stream(), last.stream(), metadata)
        .flatMap(fields -> fields)
        .filter(field -> field.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** Names that no other column may have. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Stream.concat(first.stream(), last.stream()).forEach(field -> names.add(field.name()));
    hidden.forEach(column -> names.add(column.name()));
    return names;
  }
}
