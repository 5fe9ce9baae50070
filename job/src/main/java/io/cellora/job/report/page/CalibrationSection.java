package io.cellora.job.report.page;

import io.cellora.job.report.chart.LineChart;
import io.cellora.job.report.chart.Range;
import io.cellora.job.report.chart.Series;
import io.cellora.job.report.chart.Series.Style;
import java.util.ArrayList;
import java.util.List;

/** Whether confidences can be believed, and what abstaining buys. */
final class CalibrationSection {

  private static final String NO_SPLIT =
      "Nothing was fitted on a calibration split in this run, so confidences are raw and no cell abstains.";

  private final PageData data;
  private final List<Contestant> contestants;

  private CalibrationSection(PageData data) {
    this.data = data;
    this.contestants = Contestant.of(data);
  }

  static Section of(PageData data) {
    CalibrationSection section = new CalibrationSection(data);
    List<Block> blocks = new ArrayList<>();
    section.table("calibration", "Temperature and threshold, and the fit before and after", blocks);
    if (data.ofSplit("calibration").where(row -> row.has("fitted_on")).isEmpty()) {
      blocks.add(0, Note.missing(NO_SPLIT));
    }
    List<Figure> figures = new ArrayList<>();
    figures.addAll(section.reliability());
    figures.addAll(section.riskCoverage());
    if (!figures.isEmpty()) {
      blocks.add(new Figures(figures));
    }
    section.table(
        "conformal", "Conformal sets: how often they hold the true class, and their size", blocks);
    section.table(
        "unknown_classes", "Classes held out of training: are their cells abstained on?", blocks);
    return new Section("calibration", "Calibration", "Calibration and abstention", blocks);
  }

  private void table(String name, String caption, List<Block> blocks) {
    TableRows rows = data.ofSplit(name);
    if (!rows.isEmpty()) {
      blocks.add(PlainTable.of("%s (%s)".formatted(caption, data.split()), rows));
    }
  }

  /** One chart before temperature and one after. */
  private List<Figure> reliability() {
    TableRows rows = data.ofSplit("reliability");
    List<Figure> figures = new ArrayList<>();
    if (rows.holds("calibrated", "confidence", "accuracy")) {
      for (boolean calibrated : new boolean[] {false, true}) {
        TableRows side = rows.where(row -> row.yes("calibrated") == calibrated);
        String title = calibrated ? "Reliability, calibrated" : "Reliability, raw probabilities";
        LineChart chart =
            new LineChart(title, "confidence", "accuracy")
                .across(Range.unit())
                .up(Range.unit())
                .withDiagonal();
        if (!side.isEmpty()) {
          figures.add(
              draw(chart, title, side, "confidence", "accuracy")
                  .with("On the diagonal, confidence is the share that is right."));
        }
      }
    }
    return figures;
  }

  private List<Figure> riskCoverage() {
    TableRows rows = data.ofSplit("risk_coverage");
    if (!rows.holds("coverage", "risk")) {
      return List.of();
    }
    String title = "Risk and coverage";
    LineChart chart =
        new LineChart(title, "share of cells answered", "share of them wrong").across(Range.unit());
    return List.of(
        draw(chart, title, rows, "coverage", "risk")
            .with("Cells are answered in order of confidence; lower is better."));
  }

  private Drawn draw(LineChart chart, String title, TableRows rows, String x, String y) {
    List<Figure.Key> legend = new ArrayList<>();
    Style style = x.equals("coverage") ? Style.LINE : Style.MARKED;
    for (Contestant one : contestants) {
      TableRows own = one.of(rows).where(row -> row.has(x) && row.has(y));
      if (!own.isEmpty()) {
        Series series = TrainingSection.series(one.name(), one.colour(), style, own, x, y);
        chart.add(series);
        legend.add(new Figure.Key(one.colour(), one.name()));
      }
    }
    return caption -> new Figure(title, chart.svg(), legend, caption);
  }

  private interface Drawn {
    Figure with(String caption);
  }
}
