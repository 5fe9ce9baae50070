package io.cellora.job.report;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The metrics as a table to read: arms as rows, the numbers that decide as columns. */
public final class MetricsTable {

  private static final List<String> KEYS =
      List.of(Columns.ARM, Columns.HEAD, Columns.SEED, Columns.SPLIT);
  private static final List<String> RATES =
      List.of(
          MetricNames.TOP1,
          MetricNames.TOP3,
          MetricNames.MACRO_F1,
          MetricNames.WEIGHTED_F1,
          MetricNames.BALANCED_ACCURACY);
  private static final String NONE = "-";

  private final List<List<String>> lines;

  private MetricsTable(List<List<String>> lines) {
    this.lines = lines;
  }

  /** Reads the metrics table; collects a row for each arm, head, seed, split and metric. */
  public static MetricsTable of(Dataset<Row> metrics) {
    Map<List<String>, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : sorted(metrics)) {
      groups.computeIfAbsent(key(row), key -> new ArrayList<>()).add(row);
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(header());
    groups.forEach((key, rows) -> lines.add(line(key, MetricValues.of(rows))));
    return new MetricsTable(lines);
  }

  private static List<Row> sorted(Dataset<Row> metrics) {
    return metrics
        .orderBy(Columns.SPLIT, Columns.ARM, Columns.HEAD, Columns.SEED, Columns.METRIC)
        .collectAsList();
  }

  private static List<String> key(Row row) {
    return KEYS.stream().map(column -> String.valueOf(row.<Object>getAs(column))).toList();
  }

  private static List<String> header() {
    List<String> header = new ArrayList<>(KEYS);
    header.addAll(RATES);
    header.add(MetricNames.CLASSES_CORRECT);
    header.add(Columns.N);
    return header;
  }

  private static List<String> line(List<String> key, MetricValues values) {
    List<String> line = new ArrayList<>(key);
    RATES.forEach(metric -> line.add(rate(values, metric)));
    line.add(
        whole(values, MetricNames.CLASSES_CORRECT)
            + "/"
            + whole(values, MetricNames.CLASSES_TOTAL));
    line.add(whole(values, MetricNames.N_CELLS));
    return line;
  }

  private static String rate(MetricValues values, String metric) {
    return values.has(metric) ? String.format(Locale.ROOT, "%.4f", values.value(metric)) : NONE;
  }

  private static String whole(MetricValues values, String metric) {
    return values.has(metric) ? String.format(Locale.ROOT, "%,.0f", values.value(metric)) : NONE;
  }

  /** Returns lines for a terminal; text columns to the left, numbers to the right. */
  public String text() {
    int[] widths = widths();
    return lines.stream()
        .map(line -> padded(line, widths, "  ").stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Returns the same table in Markdown. */
  public String markdown() {
    int[] widths = widths();
    List<String> rule =
        IntStream.range(0, widths.length)
            .mapToObj(i -> "-".repeat(widths[i] - 1) + (isText(i) ? "-" : ":"))
            .toList();
    List<List<String>> all = new ArrayList<>(lines);
    all.add(1, rule);
    return all.stream()
        .map(line -> "| " + padded(line, widths, " | ") + " |")
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static boolean isText(int column) {
    return column < KEYS.size();
  }

  private int[] widths() {
    return IntStream.range(0, lines.get(0).size())
        .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
        .toArray();
  }

  private static String padded(List<String> line, int[] widths, String between) {
    return IntStream.range(0, widths.length)
        .mapToObj(
            i ->
                isText(i)
                    ? line.get(i) + blanks(line, widths, i)
                    : blanks(line, widths, i) + line.get(i))
        .collect(Collectors.joining(between));
  }

  private static String blanks(List<String> line, int[] widths, int column) {
    return " ".repeat(widths[column] - line.get(column).length());
  }
}
