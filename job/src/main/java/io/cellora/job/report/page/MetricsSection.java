package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All metrics of every arm, head, seed and split, and their means over seeds. */
final class MetricsSection {

  private static final List<String> RATES =
      List.of(
          MetricNames.TOP1,
          MetricNames.TOP3,
          MetricNames.MACRO_F1,
          MetricNames.WEIGHTED_F1,
          MetricNames.MICRO_F1,
          MetricNames.BALANCED_ACCURACY,
          MetricNames.MCC,
          MetricNames.KAPPA,
          MetricNames.AUROC_MACRO,
          MetricNames.NLL,
          MetricNames.BRIER,
          MetricNames.ECE);
  private static final List<String> COUNTS =
      List.of(
          MetricNames.CLASSES_CORRECT,
          MetricNames.CLASSES_RECALLED,
          MetricNames.CLASSES_TOTAL,
          MetricNames.CLASSES_PREDICTED,
          MetricNames.N_CELLS);
  private static final List<String> SUMMED =
      List.of(
          MetricNames.MACRO_F1,
          MetricNames.TOP1,
          MetricNames.BALANCED_ACCURACY,
          MetricNames.MCC,
          MetricNames.NLL,
          MetricNames.ECE);

  private MetricsSection() {}

  static Section of(PageData data) {
    List<Block> blocks = new ArrayList<>();
    TableRows summary = data.ofSplit(Columns.METRIC_SUMMARY_TABLE);
    if (!summary.isEmpty()) {
      blocks.add(overSeeds(data.split(), summary));
    }
    TableRows metrics = data.all(Columns.METRICS_TABLE);
    if (metrics.isEmpty()) {
      blocks.add(Note.missing("The table metrics is empty, so there is nothing to show."));
    } else {
      blocks.add(bySeed(metrics));
      blocks.add(
          Note.plain(
              "Classes correct: at least one cell is right. Classes recalled: at least half are."
                  + " nll, brier and ece are better when lower."));
    }
    return new Section("metrics", "Metrics", "Metrics", blocks);
  }

  private static PageTable overSeeds(String split, TableRows summary) {
    PageTable.Builder table =
        PageTable.of(
                "On %s: mean over seeds, with its 95 %% interval where there are several"
                    .formatted(split))
            .words(Columns.ARM, Columns.HEAD)
            .numbers("seeds");
    SUMMED.forEach(metric -> table.numbers(PlainTable.words(metric)));
    summary
        .by(Columns.ARM, Columns.HEAD)
        .forEach(
            (key, rows) -> {
              List<Cell> cells =
                  new ArrayList<>(List.of(Cell.text(key.get(0)), Cell.text(key.get(1))));
              cells.add(
                  Cell.whole(
                      rows.stream().mapToDouble(r -> r.number(Columns.N_SEEDS)).max().orElse(0)));
              SUMMED.forEach(metric -> cells.add(summed(rows, metric)));
              table.row(cells);
            });
    return table.build();
  }

  private static Cell summed(List<TableRow> rows, String metric) {
    return rows.stream()
        .filter(row -> row.text(Columns.METRIC).equals(metric))
        .findFirst()
        .map(
            row ->
                Cell.interval(
                    row.number("mean"), row.number(Columns.LOWER), row.number(Columns.UPPER)))
        .orElse(Cell.number(Double.NaN));
  }

  private static PageTable bySeed(TableRows metrics) {
    PageTable.Builder table =
        PageTable.of("Every arm, head, seed and split")
            .words(Columns.ARM, Columns.HEAD)
            .numbers(Columns.SEED)
            .words(Columns.SPLIT);
    RATES.forEach(metric -> table.numbers(PlainTable.words(metric)));
    COUNTS.forEach(metric -> table.numbers(PlainTable.words(metric)));
    metrics
        .by(Columns.ARM, Columns.HEAD, Columns.SEED, Columns.SPLIT)
        .forEach((key, rows) -> table.row(line(key, rows)));
    return table.build();
  }

  private static List<Cell> line(List<String> key, List<TableRow> rows) {
    Map<String, Double> values = new HashMap<>();
    rows.forEach(row -> values.put(row.text(Columns.METRIC), row.number(Columns.VALUE)));
    List<Cell> cells = new ArrayList<>(key.stream().map(Cell::text).toList());
    RATES.forEach(metric -> cells.add(Cell.number(values.getOrDefault(metric, Double.NaN))));
    COUNTS.forEach(metric -> cells.add(Cell.whole(values.getOrDefault(metric, Double.NaN))));
    return cells;
  }
}
