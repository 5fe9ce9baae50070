package io.cellora.job.report;

import io.cellora.job.config.Columns;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Counts of cells by true class (row) and predicted class (column), the same classes on both sides.
 *
 * @param classes most cells first, ties by name; classes that are only predicted come last
 * @param counts shape (classes, classes)
 * @param support cells of each true class
 */
public record ConfusionMatrix(List<String> classes, long[][] counts, long[] support) {

  /** Reads the rows of one arm of the confusion table. */
  public static ConfusionMatrix of(List<Row> pairs) {
    List<String> classes = classes(pairs);
    Map<String, Integer> index = new HashMap<>();
    classes.forEach(name -> index.put(name, index.size()));
    long[][] counts = new long[classes.size()][classes.size()];
    for (Row pair : pairs) {
      int row = index.get(pair.<String>getAs(Columns.LABEL));
      int column = index.get(pair.<String>getAs(Columns.PREDICTED));
      counts[row][column] += pair.<Long>getAs(Columns.N);
    }
    long[] support = Arrays.stream(counts).mapToLong(row -> Arrays.stream(row).sum()).toArray();
    return new ConfusionMatrix(classes, counts, support);
  }

  private static List<String> classes(List<Row> pairs) {
    Map<String, Long> support = new HashMap<>();
    for (Row pair : pairs) {
      support.merge(pair.getAs(Columns.LABEL), pair.<Long>getAs(Columns.N), Long::sum);
      support.putIfAbsent(pair.getAs(Columns.PREDICTED), 0L);
    }
    Comparator<String> byCells = Comparator.comparing(support::get);
    return support.keySet().stream()
        .sorted(byCells.reversed().thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  public int size() {
    return classes.size();
  }

  /** Returns the part of the true class, 0 to 1; 0 for a class without cells. */
  public double share(int row, int column) {
    return support[row] == 0 ? 0 : (double) counts[row][column] / support[row];
  }

  long largestCount() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0);
  }

  /** Returns the same counts with the classes in another order, as indices of this one. */
  public ConfusionMatrix inOrder(int[] order) {
    long[][] moved =
        Arrays.stream(order)
            .mapToObj(
                row -> Arrays.stream(order).mapToLong(column -> counts[row][column]).toArray())
            .toArray(long[][]::new);
    return new ConfusionMatrix(
        Arrays.stream(order).mapToObj(classes::get).toList(),
        moved,
        Arrays.stream(order).mapToLong(row -> support[row]).toArray());
  }

  /** Keeps the first classes; what a class lost to the others still counts in its support. */
  public ConfusionMatrix first(int kept) {
    if (kept >= size()) {
      return this;
    }
    long[][] part =
        Arrays.stream(counts, 0, kept).map(row -> Arrays.copyOf(row, kept)).toArray(long[][]::new);
    return new ConfusionMatrix(classes.subList(0, kept), part, Arrays.copyOf(support, kept));
  }
}
