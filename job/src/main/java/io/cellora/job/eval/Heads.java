package io.cellora.job.eval;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The key of a trained head: run_id, arm, head, seed. */
final class Heads {

  static final List<String> KEY = List.of(Columns.RUN_ID, Columns.ARM, Columns.HEAD, Columns.SEED);

  /** The key as a schema. */
  static final StructType SCHEMA =
      new StructType()
          .add(Columns.RUN_ID, DataTypes.StringType, false)
          .add(Columns.ARM, DataTypes.StringType, false)
          .add(Columns.HEAD, DataTypes.StringType, false)
          .add(Columns.SEED, DataTypes.IntegerType, false);

  private Heads() {}

  /** The columns of the key, then more. */
  static Column[] columns(String... more) {
    return Stream.concat(KEY.stream(), Stream.of(more))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  /** The values of the key, which a row begins with. */
  static List<Object> of(Row row) {
    return List.of(row.get(0), row.get(1), row.get(2), row.get(3));
  }

  /** Every cell with what a small table says of its head. */
  static Dataset<Row> join(Dataset<Row> cells, Dataset<Row> byHead, String how) {
    return cells.join(broadcast(byHead), KEY.toArray(new String[0]), how);
  }
}
