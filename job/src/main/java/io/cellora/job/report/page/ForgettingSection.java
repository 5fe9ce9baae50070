package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import io.cellora.job.report.chart.LineChart;
import io.cellora.job.report.chart.Series;
import io.cellora.job.report.chart.Series.Point;
import io.cellora.job.report.chart.Series.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is learnt against what is lost, along the scale of the adapter's delta. */
final class ForgettingSection {

  private static final String GAIN = "val_macro_f1";
  private static final List<String> DRAWN =
      List.of("knn_macro_f1", "neighbour_overlap", "linear_cka", "reconstruction_nmse");

  private final PageData data;
  private final List<Contestant> trained;

  private ForgettingSection(PageData data) {
    this.data = data;
    this.trained = Contestant.of(data).stream().filter(one -> !one.isFrozen()).toList();
  }

  static Section of(PageData data) {
    return new ForgettingSection(data).section();
  }

  private Section section() {
    List<Figure> figures = new ArrayList<>();
    scaleCurve(GAIN, "Learnt: macro-F1 on validation").ifPresent(figures::add);
    scaleCurve("cosine_to_base", "Kept: cosine to the frozen embeddings").ifPresent(figures::add);
    TableRows forgetting = data.all(Forgetting.TABLE);
    boolean measured = Forgetting.isMeasured(data);
    if (measured) {
      for (String metric : curveMetrics(forgetting)) {
        figures.add(learnForget(forgetting.where(Columns.METRIC, metric), metric));
      }
    }
    List<Block> blocks = new ArrayList<>();
    if (!figures.isEmpty()) {
      blocks.add(new Figures(figures));
    }
    blocks.add(measured ? Forgetting.table(data) : Note.missing(Forgetting.NOT_MEASURED));
    if (measured) {
      String caption = "On source cells, by scale of the delta; base value is at scale 0";
      blocks.add(new Details("Every scale and seed", List.of(PlainTable.of(caption, forgetting))));
    }
    TableRows quality = data.ofSplit("embedding_metrics");
    if (!quality.isEmpty()) {
      blocks.add(PlainTable.of("Embeddings of %s".formatted(data.split()), quality));
    }
    return new Section("forgetting", "Forgetting", "Learning against forgetting", blocks);
  }

  /** A column of the table delta_scale, for each arm at the page's seed. */
  private Optional<Figure> scaleCurve(String column, String title) {
    TableRows scales = ofSeed(data.all(Columns.DELTA_SCALE_TABLE));
    if (scales.isEmpty()) {
      return Optional.empty();
    }
    LineChart chart =
        new LineChart(
            title, "scale of the adapter's delta", title.substring(title.indexOf(' ') + 1));
    List<Figure.Key> legend = new ArrayList<>();
    for (Contestant one : trained) {
      TableRows own = scales.where(Columns.ARM, one.arm());
      if (!own.isEmpty()) {
        chart.add(
            TrainingSection.series(
                one.arm(), one.colour(), Style.MARKED, own, Forgetting.SCALE, column));
        legend.add(new Figure.Key(one.colour(), one.arm()));
      }
    }
    String caption = "0 is the frozen encoder, 1 the adapter as it was trained; seed %d.";
    return legend.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(title, chart.svg(), legend, caption.formatted(data.request().seed())));
  }

  private TableRows ofSeed(TableRows rows) {
    return rows.where(row -> row.number(Columns.SEED) == data.request().seed());
  }

  /** Those of the metrics drawn that were measured at more than one scale. */
  private static List<String> curveMetrics(TableRows forgetting) {
    return DRAWN.stream()
        .filter(
            metric ->
                forgetting.where(Columns.METRIC, metric).stream()
                        .filter(row -> row.has(Columns.VALUE))
                        .map(row -> row.number(Forgetting.SCALE))
                        .distinct()
                        .count()
                    > 1)
        .toList();
  }

  /** The gain on the target beside the same scale's value on the source. */
  private Figure learnForget(TableRows metric, String name) {
    String title = "Learn and forget: " + PlainTable.words(name);
    LineChart chart =
        new LineChart(title, PlainTable.words(name) + " on source cells", "macro-F1 on validation");
    List<Figure.Key> legend = new ArrayList<>();
    for (Contestant one : trained) {
      List<Point> points = points(ofSeed(metric).where(Columns.ARM, one.arm()), one.arm());
      if (!points.isEmpty()) {
        chart.add(new Series(one.arm(), one.colour(), Style.MARKED, points));
        legend.add(new Figure.Key(one.colour(), one.arm()));
      }
    }
    return new Figure(
        title, chart.svg(), legend, "Each mark is a scale of the delta, joined from 0 to 1.");
  }

  private List<Point> points(TableRows metric, String arm) {
    TableRows gains = ofSeed(data.all(Columns.DELTA_SCALE_TABLE)).where(Columns.ARM, arm);
    return metric.stream()
        .sorted(Comparator.comparingDouble(row -> row.number(Forgetting.SCALE)))
        .map(row -> new Point(row.number(Columns.VALUE), gain(gains, row.number(Forgetting.SCALE))))
        .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
        .toList();
  }

  private static double gain(TableRows gains, double scale) {
    return gains.stream()
        .filter(row -> Math.abs(row.number(Forgetting.SCALE) - scale) < 1e-6)
        .mapToDouble(row -> row.number(GAIN))
        .findFirst()
        .orElse(Double.NaN);
  }
}
