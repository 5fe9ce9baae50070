package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import io.cellora.job.report.chart.LineChart;
import io.cellora.job.report.chart.Range;
import io.cellora.job.report.chart.Series;
import io.cellora.job.report.chart.Series.Point;
import io.cellora.job.report.chart.Series.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How training went: losses, validation, collapse and ranks. */
final class TrainingSection {

  private static final String EPOCH = "epoch";

  private TrainingSection() {}

  static Section of(PageData data) {
    TableRows log = data.all(Columns.TRAINING_LOG_TABLE);
    List<Block> blocks = new ArrayList<>();
    if (log.isEmpty()) {
      blocks.add(Note.missing("The table training_log is empty: nothing was trained in this run."));
    } else {
      List<Figure> figures = new ArrayList<>();
      figures.add(curves(data, "loss", "Training loss"));
      figures.add(curves(data, "val_macro_f1", "Macro-F1 on validation"));
      figures.add(curves(data, "effective_rank", "Effective rank of the embeddings"));
      figures.add(curves(data, "cosine_to_base", "Cosine to the frozen embeddings"));
      blocks.add(new Figures(figures));
    }
    blocks.addAll(ranks(data));
    return new Section("training", "Training", "How training went", blocks);
  }

  private static Figure curves(PageData data, String column, String title) {
    TableRows log = data.all(Columns.TRAINING_LOG_TABLE);
    double last = log.stream().mapToDouble(row -> row.number(EPOCH)).max().orElse(1);
    LineChart chart = new LineChart(title, EPOCH, title);
    chart.across(Range.whole(1, last));
    List<Figure.Key> legend = new ArrayList<>();
    boolean many = false;
    for (String arm : log.distinct(Columns.ARM)) {
      TableRows rows = log.where(Columns.ARM, arm);
      int colour = data.colour(arm);
      List<String> seeds = rows.distinct(Columns.SEED);
      many |= seeds.size() > 1;
      if (seeds.size() > 1) {
        for (String seed : seeds) {
          String name = "%s, seed %s".formatted(arm, seed);
          chart.add(
              series(name, colour, Style.THIN, rows.where(Columns.SEED, seed), EPOCH, column));
        }
      }
      chart.add(new Series(arm, colour, Style.LINE, means(rows, column)));
      legend.add(new Figure.Key(colour, arm));
    }
    String caption = many ? "Thin lines are seeds, the thick one their mean." : "One seed each.";
    return new Figure(title, chart.svg(), legend, caption);
  }

  static Series series(String name, int colour, Style style, TableRows rows, String x, String y) {
    return new Series(
        name,
        colour,
        style,
        rows.stream()
            .map(row -> new Point(row.number(x), row.number(y)))
            .sorted(Comparator.comparingDouble(Point::x))
            .toList());
  }

  private static List<Point> means(TableRows rows, String column) {
    Map<Double, List<Double>> epochs = new TreeMap<>();
    rows.stream()
        .filter(row -> row.has(column))
        .forEach(
            row ->
                epochs
                    .computeIfAbsent(row.number(EPOCH), epoch -> new ArrayList<>())
                    .add(row.number(column)));
    return epochs.entrySet().stream()
        .map(
            entry ->
                new Point(
                    entry.getKey(),
                    entry.getValue().stream().mapToDouble(d -> d).average().orElse(Double.NaN)))
        .toList();
  }

  /** A chart for each arm whose ranks changed, of the page's seed. */
  private static List<Block> ranks(PageData data) {
    TableRows ranks =
        data.all(Columns.RANKS_TABLE)
            .where(row -> row.number(Columns.SEED) == data.request().seed());
    List<Figure> figures = new ArrayList<>();
    List<String> constant = new ArrayList<>();
    for (String arm : ranks.distinct(Columns.ARM)) {
      TableRows rows = ranks.where(Columns.ARM, arm);
      boolean changed =
          rows.by("layer").values().stream()
              .anyMatch(
                  layer ->
                      layer.stream().map(row -> row.number(Columns.RANK)).distinct().count() > 1);
      figures.add(rankChart(arm, rows, changed ? Columns.RANK : "effective_rank"));
      if (!changed) {
        constant.add(arm);
      }
    }
    List<Block> blocks = new ArrayList<>();
    if (figures.isEmpty()) {
      blocks.add(Note.missing("The table ranks is empty: no adapter was trained in this run."));
    } else {
      blocks.add(new Figures(figures));
    }
    if (!constant.isEmpty()) {
      blocks.add(
          Note.plain(
              "Ranks stayed as they were set in %s; drawn is the effective rank of each layer's delta."
                  .formatted(String.join(", ", constant))));
    }
    return blocks;
  }

  private static Figure rankChart(String arm, TableRows rows, String column) {
    String title =
        "%s of %s".formatted(column.equals(Columns.RANK) ? "Ranks" : "Effective ranks", arm);
    LineChart chart = new LineChart(title, "step", PlainTable.words(column));
    List<Figure.Key> legend = new ArrayList<>();
    for (String layer : rows.distinct("layer")) {
      int colour = legend.size() % MapsSection.COLOURED;
      chart.add(series(layer, colour, Style.LINE, rows.where("layer", layer), "step", column));
      legend.add(new Figure.Key(colour, layer));
    }
    return new Figure(title, chart.svg(), legend, "By step, one line a layer.");
  }
}
