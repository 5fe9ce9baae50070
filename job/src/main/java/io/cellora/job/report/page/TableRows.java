package io.cellora.job.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * The collected rows of a result table, in the order of their columns.
 *
 * @param columns none for a table that is not there
 */
record TableRows(String table, List<String> columns, List<TableRow> rows) {

  static TableRows none(String table) {
    return new TableRows(table, List.of(), List.of());
  }

  static TableRows of(String table, String[] columns, List<Row> rows) {
    return new TableRows(
        table,
        List.of(columns),
        rows.stream().sorted(TableRows::compare).map(TableRow::new).toList());
  }

  private static int compare(Row one, Row other) {
    int order = 0;
    for (int i = 0; order == 0 && i < one.size(); i++) {
      order = compare(one.get(i), other.get(i));
    }
    return order;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    if (one == null || other == null) {
      return Boolean.compare(one != null, other != null);
    }
    // arrays and structs do not order rows
    return one instanceof Comparable<?> ? ((Comparable<Object>) one).compareTo(other) : 0;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Whether it can be shown: rows, and these columns. */
  boolean holds(String... wanted) {
    return !rows.isEmpty() && columns.containsAll(Arrays.asList(wanted));
  }

  Stream<TableRow> stream() {
    return rows.stream();
  }

  TableRows where(String column, String value) {
    return where(row -> row.text(column).equals(value));
  }

  TableRows where(Predicate<TableRow> kept) {
    return new TableRows(table, columns, rows.stream().filter(kept).toList());
  }

  /** The different values of a column, in the order of the rows. */
  List<String> distinct(String column) {
    Set<String> values = new LinkedHashSet<>();
    rows.forEach(row -> values.add(row.text(column)));
    return List.copyOf(values);
  }

  /** Rows that share the values of some columns, in the order of the rows. */
  Map<List<String>, List<TableRow>> by(String... keys) {
    Map<List<String>, List<TableRow>> groups = new LinkedHashMap<>();
    rows.forEach(row -> groups.computeIfAbsent(row.texts(keys), key -> new ArrayList<>()).add(row));
    return groups;
  }
}
