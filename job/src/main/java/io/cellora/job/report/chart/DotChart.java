package io.cellora.job.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Names with dots and intervals beside them, as HTML with one small SVG a row: the text keeps its
 * size on a narrow page.
 */
public final class DotChart {

  private static final double HEIGHT = 26;

  /**
   * A value of a row.
   *
   * @param lower end of its interval, NaN for none
   * @param colour place in the page's palette
   * @param main the dot that is meant to be seen; otherwise one of many
   */
  public record Mark(
      String name, double value, double lower, double upper, int colour, boolean main) {

    /** A value without an interval. */
    public static Mark of(String name, double value, int colour) {
      return new Mark(name, value, Double.NaN, Double.NaN, colour, true);
    }

    /** One of many that a main mark sums up. */
    public static Mark small(String name, double value, int colour) {
      return new Mark(name, value, Double.NaN, Double.NaN, colour, false);
    }
  }

  /** A name, its marks, and the numbers that stand behind them. */
  public record Line(String name, String numbers, List<Mark> marks, boolean stressed) {}

  private final String axis;
  private final List<Line> lines = new ArrayList<>();
  private OptionalDouble reference = OptionalDouble.empty();
  private OptionalDouble least = OptionalDouble.empty();

  /** Starts an empty chart whose axis is named. */
  public DotChart(String axis) {
    this.axis = axis;
  }

  /** Adds a row below those before it. */
  public DotChart add(Line line) {
    lines.add(line);
    return this;
  }

  /** Draws a line through all rows at a value. */
  public DotChart reference(double value) {
    reference = OptionalDouble.of(value);
    return this;
  }

  /** Lets the axis start at a value instead of below the least. */
  public DotChart from(double value) {
    least = OptionalDouble.of(value);
    return this;
  }

  /** The rows and under them the axis. */
  public String html() {
    Range range = range();
    Svg html = new Svg();
    html.open("div", "class", "dots");
    for (Line line : lines) {
      html.open("div", "class", line.stressed() ? "dot-row stressed" : "dot-row");
      html.words("span", line.name(), "class", "dot-name");
      track(html, line, range);
      html.words("span", line.numbers(), "class", "dot-numbers");
      html.close("div");
    }
    axis(html, range);
    return html.close("div").toString();
  }

  private Range range() {
    DoubleStream marks =
        lines.stream()
            .flatMap(line -> line.marks().stream())
            .flatMapToDouble(mark -> DoubleStream.of(mark.value(), mark.lower(), mark.upper()));
    return Range.around(
        Stream.of(marks, reference.stream(), least.stream()).flatMapToDouble(stream -> stream));
  }

  private void track(Svg svg, Line line, Range range) {
    svg.open("svg", "class", "track", "height", HEIGHT, "aria-hidden", "true");
    for (double tick : range.ticks()) {
      vertical(svg, "grid", range.part(tick));
    }
    reference.ifPresent(value -> vertical(svg, "reference", range.part(value)));
    line.marks().stream()
        .filter(mark -> !mark.main())
        .forEach(mark -> dot(svg, mark, range, HEIGHT / 2 + 8));
    List<Mark> main = line.marks().stream().filter(Mark::main).toList();
    for (int i = 0; i < main.size(); i++) {
      // a little apart, so that equal values are both seen
      double y = HEIGHT / 2 + (i - (main.size() - 1) / 2.0) * Math.min(5, 16.0 / main.size());
      interval(svg, main.get(i), range, y);
      dot(svg, main.get(i), range, y);
    }
    svg.close("svg");
  }

  private static void interval(Svg svg, Mark mark, Range range, double y) {
    if (Double.isFinite(mark.lower()) && Double.isFinite(mark.upper())) {
      svg.empty(
          "line",
          "class",
          "interval s" + mark.colour(),
          "x1",
          percent(range.part(mark.lower())),
          "x2",
          percent(range.part(mark.upper())),
          "y1",
          y,
          "y2",
          y);
    }
  }

  private static void dot(Svg svg, Mark mark, Range range, double y) {
    if (Double.isFinite(mark.value())) {
      svg.open(
              "circle",
              "class",
              (mark.main() ? "dot f" : "dot small f") + mark.colour(),
              "cx",
              percent(range.part(mark.value())),
              "cy",
              y,
              "r",
              mark.main() ? 5.5 : 3.0)
          .words("title", String.format(Locale.ROOT, "%s: %.4f", mark.name(), mark.value()))
          .close("circle");
    }
  }

  private static void vertical(Svg svg, String pen, double part) {
    String x = percent(part);
    svg.empty("line", "class", pen, "x1", x, "x2", x, "y1", 0.0, "y2", HEIGHT);
  }

  private void axis(Svg svg, Range range) {
    svg.open("div", "class", "dot-row dot-axis");
    svg.words("span", axis, "class", "dot-name");
    svg.open("svg", "class", "track", "height", 20.0, "aria-hidden", "true");
    for (double tick : range.ticks()) {
      double part = range.part(tick);
      String side = part < 0.02 ? "start" : part > 0.98 ? "end" : "mid";
      svg.words("text", range.text(tick), "class", "tick " + side, "x", percent(part), "y", 14.0);
    }
    svg.close("svg").words("span", "", "class", "dot-numbers").close("div");
  }

  private static String percent(double part) {
    return Svg.number(part * 100) + "%";
  }
}
