package io.cellora.job.report.page;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import io.cellora.job.report.chart.DotChart;
import io.cellora.job.report.chart.DotChart.Line;
import io.cellora.job.report.chart.DotChart.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Macro-F1 of every arm and head, best first, with the best frozen head as a line. */
final class LadderFigure {

  private LadderFigure() {}

  static Optional<Figure> of(PageData data) {
    TableRows summary =
        data.ofSplit(Columns.METRIC_SUMMARY_TABLE)
            .where(Columns.METRIC, MetricNames.MACRO_F1)
            .where(row -> row.has("mean"));
    if (summary.isEmpty()) {
      return Optional.empty();
    }
    DotChart chart = new DotChart("macro-F1");
    summary.stream()
        .sorted(Comparator.comparingDouble(row -> -row.number("mean")))
        .forEach(row -> chart.add(line(data, row)));
    summary.where(Columns.ARM, PageData.BASELINE).stream()
        .mapToDouble(row -> row.number("mean"))
        .max()
        .ifPresent(chart::reference);
    return Optional.of(
        new Figure(
            "Macro-F1 on %s: every arm and head".formatted(data.split()),
            chart.html(),
            legend(data),
            caption(data, summary)));
  }

  private static List<Figure.Key> legend(PageData data) {
    List<Figure.Key> keys = new ArrayList<>();
    keys.add(new Figure.Key(data.colour(PageData.BASELINE), "without fine-tuning"));
    data.request().trained().forEach(arm -> keys.add(new Figure.Key(data.colour(arm), arm)));
    return keys;
  }

  private static Line line(PageData data, TableRow row) {
    String arm = row.text(Columns.ARM);
    int colour = data.colour(arm);
    String name = arm + " / " + row.text(Columns.HEAD);
    List<TableRow> seeds =
        data.macroF1().where(Columns.ARM, arm).where(Columns.HEAD, row.text(Columns.HEAD)).rows();
    List<Mark> marks = new ArrayList<>();
    if (seeds.size() > 1) {
      seeds.forEach(
          seed ->
              marks.add(
                  Mark.small(
                      name + ", seed " + seed.text(Columns.SEED),
                      seed.number(Columns.VALUE),
                      colour)));
    }
    double[] ends = interval(data, row);
    String numbers = Cell.interval(row.number("mean"), ends[0], ends[1]).text();
    if (isMajority(row)) {
      return new Line(name, numbers + ", off the axis", List.of(), false);
    }
    marks.add(new Mark(name, row.number("mean"), ends[0], ends[1], colour, true));
    return new Line(name, numbers, marks, !arm.equals(PageData.BASELINE));
  }

  /** So far below all others that it would take their room. */
  private static boolean isMajority(TableRow row) {
    return row.text(Columns.HEAD).equals(BaselineHead.MAJORITY.head());
  }

  /** Over seeds where there are several, otherwise by resampling where that was done. */
  private static double[] interval(PageData data, TableRow row) {
    if (row.has(Columns.LOWER) && row.has(Columns.UPPER)) {
      return new double[] {row.number(Columns.LOWER), row.number(Columns.UPPER)};
    }
    return bootstrap(data).where(Columns.ARM, row.text(Columns.ARM)).stream()
        .filter(other -> other.text(Columns.HEAD).equals(row.text(Columns.HEAD)))
        .findFirst()
        .map(other -> new double[] {other.number(Columns.LOWER), other.number(Columns.UPPER)})
        .orElse(new double[] {Double.NaN, Double.NaN});
  }

  private static TableRows bootstrap(PageData data) {
    return data.ofSplit(Columns.BOOTSTRAP_TABLE).where(Columns.METRIC, MetricNames.MACRO_F1);
  }

  private static String caption(PageData data, TableRows summary) {
    double most = summary.stream().mapToDouble(row -> row.number(Columns.N_SEEDS)).max().orElse(1);
    StringBuilder text = new StringBuilder("The line is the best frozen head.");
    if (most > 1) {
      text.append(
          " Large dots are means over up to %.0f seeds with Student's 95 %% interval; small dots are seeds."
              .formatted(most));
    }
    TableRows resampled = bootstrap(data);
    if (!resampled.isEmpty()) {
      text.append(
          " Where there is one seed, the interval is a bootstrap over %ss."
              .formatted(resampled.rows().get(0).text("unit")));
    } else if (most <= 1) {
      text.append(" One seed each: no interval over seeds.");
    }
    return text.toString();
  }
}
