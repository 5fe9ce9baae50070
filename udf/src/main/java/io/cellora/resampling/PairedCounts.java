package io.cellora.resampling;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * Cells of equal donor, label and predictions, counted: entry i has {@code n[i]} of them.
 *
 * @param donor place among the donors by name, -1 for a cell without one
 * @param label place among the classes by name, as are predicted and other
 * @param other prediction of the other classifier
 * @param key a hash of what the cells of the entry share
 */
record PairedCounts(
    int donors, int classes, int[] donor, int[] label, int[] predicted, int[] other, Cells cells) {

  /** How many cells each entry has, and its key. */
  record Cells(long[] n, long[] key) {}

  /**
   * Takes structs of donor (may be null), label, predicted, other prediction, n (long) and key
   * (long), in an order that is always the same.
   */
  static PairedCounts of(List<Row> entries) {
    TreeMap<String, Integer> donors =
        places(entries.stream().map(row -> row.getString(0)).filter(donor -> donor != null));
    TreeMap<String, Integer> classes =
        places(
            entries.stream()
                .flatMap(row -> Stream.of(row.getString(1), row.getString(2), row.getString(3))));
    return new PairedCounts(
        donors.size(),
        classes.size(),
        ints(entries, row -> row.isNullAt(0) ? -1 : donors.get(row.getString(0))),
        ints(entries, row -> classes.get(row.getString(1))),
        ints(entries, row -> classes.get(row.getString(2))),
        ints(entries, row -> classes.get(row.getString(3))),
        new Cells(
            entries.stream().mapToLong(row -> row.getLong(4)).toArray(),
            entries.stream().mapToLong(row -> row.getLong(5)).toArray()));
  }

  private static TreeMap<String, Integer> places(Stream<String> names) {
    TreeMap<String, Integer> places = new TreeMap<>();
    names.sorted().distinct().forEach(name -> places.put(name, places.size()));
    return places;
  }

  private static int[] ints(List<Row> entries, Function<Row, Integer> value) {
    return entries.stream().mapToInt(value::apply).toArray();
  }

  int size() {
    return label.length;
  }

  long n(int entry) {
    return cells.n[entry];
  }
}
