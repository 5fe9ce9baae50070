package io.cellora.job.report.page;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The result tables as the sections need them. Only tables whose size does not depend on the number
 * of cells are collected, once each.
 */
final class PageData {

  /** The arm of the frozen encoder. */
  static final String BASELINE = "baseline";

  /** The head of every trained arm. */
  static final String MLP = "mlp";

  private final PageRequest request;
  private final ResultTables tables;
  private final Map<String, TableRows> collected = new HashMap<>();

  PageData(PageRequest request, ResultTables tables) {
    this.request = request;
    this.tables = tables;
  }

  PageRequest request() {
    return request;
  }

  String split() {
    return request.split();
  }

  /** The rows of the run, not collected. */
  Optional<Dataset<Row>> dataset(String table) {
    return tables.table(table).map(rows -> rows.where(of(rows, Columns.RUN_ID, request.runId())));
  }

  /** All rows of a table. */
  TableRows all(String table) {
    return collected.computeIfAbsent(table, name -> collect(name, Optional.empty()));
  }

  /** The rows of the split that the page tells of. */
  TableRows ofSplit(String table) {
    return collected.computeIfAbsent(table + "@split", key -> collect(table, Optional.of(split())));
  }

  private TableRows collect(String table, Optional<String> split) {
    return dataset(table)
        .map(
            rows -> {
              Column kept = split.map(name -> of(rows, Columns.SPLIT, name)).orElse(lit(true));
              return TableRows.of(table, rows.columns(), rows.where(kept).collectAsList());
            })
        .orElseGet(() -> TableRows.none(table));
  }

  private static Column of(Dataset<Row> rows, String column, String value) {
    return Arrays.asList(rows.columns()).contains(column) ? col(column).equalTo(value) : lit(true);
  }

  /** The head of the frozen arm with the highest mean macro-F1 on the split, ties by name. */
  Optional<String> bestFrozen() {
    Map<List<String>, List<TableRow>> heads =
        macroF1().where(Columns.ARM, BASELINE).by(Columns.HEAD);
    Comparator<List<String>> byMean = Comparator.comparingDouble(head -> -mean(heads.get(head)));
    return heads.keySet().stream()
        .min(byMean.thenComparing(head -> head.get(0)))
        .map(head -> head.get(0));
  }

  private static double mean(List<TableRow> seeds) {
    return seeds.stream().mapToDouble(row -> row.number(Columns.VALUE)).average().orElseThrow();
  }

  /** The place of an arm in the palette, the same in every chart: 0 is the frozen encoder. */
  int colour(String arm) {
    int place = request.trained().indexOf(arm) + 1;
    return place % MapsSection.COLOURED;
  }

  /** The rows of the metric that decides, of the split. */
  TableRows macroF1() {
    return ofSplit(Columns.METRICS_TABLE)
        .where(Columns.METRIC, MetricNames.MACRO_F1)
        .where(row -> row.has(Columns.VALUE));
  }

  /** The first seed of an arm and head: the page's own, or the least that there is. */
  int seedOf(String arm, String head) {
    List<Integer> seeds =
        macroF1().where(Columns.ARM, arm).where(Columns.HEAD, head).stream()
            .map(row -> (int) row.number(Columns.SEED))
            .sorted()
            .toList();
    return seeds.isEmpty() || seeds.contains(request.seed()) ? request.seed() : seeds.get(0);
  }
}
