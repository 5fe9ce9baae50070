package io.cellora.job.report.page;

import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A collected row whose values are asked for by name; null reads as an empty text or as NaN, and
 * times are in UTC.
 */
record TableRow(Row row) {

  boolean has(String column) {
    return Arrays.asList(row.schema().fieldNames()).contains(column)
        && !row.isNullAt(row.fieldIndex(column));
  }

  String text(String column) {
    Object value = has(column) ? row.getAs(column) : "";
    return value instanceof Timestamp time ? time.toInstant().toString() : String.valueOf(value);
  }

  double number(String column) {
    return has(column) ? ((Number) row.getAs(column)).doubleValue() : Double.NaN;
  }

  boolean yes(String column) {
    return has(column) && row.<Boolean>getAs(column);
  }

  /** The texts of some columns, to group by. */
  List<String> texts(String... columns) {
    return Arrays.stream(columns).map(this::text).toList();
  }
}
