package io.cellora.job.report.chart;

import io.cellora.job.report.chart.Series.Point;
import io.cellora.job.report.chart.Series.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Lines over two axes, as one SVG element; colours and pens stand in the page's style sheet. */
public final class LineChart {

  private static final double WIDTH = 480;
  private static final double HEIGHT = 320;
  private static final double LEFT = 58;
  private static final double RIGHT = 14;
  private static final double TOP = 12;
  private static final double BOTTOM = 48;

  private final String title;
  private final String across;
  private final String up;
  private final List<Series> series = new ArrayList<>();
  private Range x;
  private Range y;
  private boolean diagonal;

  /**
   * Starts an empty chart.
   *
   * @param title what a reader who cannot see it is told
   * @param across label of the lower axis
   * @param up label of the left axis
   */
  public LineChart(String title, String across, String up) {
    this.title = title;
    this.across = across;
    this.up = up;
  }

  /** Draws a series over those before it. */
  public LineChart add(Series added) {
    series.add(added);
    return this;
  }

  /** Fixes the lower axis, which otherwise holds the points. */
  public LineChart across(Range range) {
    x = range;
    return this;
  }

  /** Fixes the left axis, which otherwise holds the points. */
  public LineChart up(Range range) {
    y = range;
    return this;
  }

  /** Draws the line on which both axes are equal. */
  public LineChart withDiagonal() {
    diagonal = true;
    return this;
  }

  /** The element, scaled by its width. */
  public String svg() {
    Range h = x == null ? around(Point::x) : x;
    Range v = y == null ? around(Point::y) : y;
    Svg svg = new Svg();
    svg.open(
        "svg",
        "class",
        "chart",
        "viewBox",
        "0 0 %d %d".formatted((int) WIDTH, (int) HEIGHT),
        "role",
        "img",
        "aria-label",
        title);
    axes(svg, h, v);
    if (diagonal) {
      line(svg, "diagonal", px(h, h.lower()), py(v, h.lower()), px(h, h.upper()), py(v, h.upper()));
    }
    series.forEach(one -> draw(svg, one, h, v));
    return svg.close("svg").toString();
  }

  private Range around(ToDoubleFunction<Point> coordinate) {
    return Range.around(
        series.stream().flatMap(one -> one.points().stream()).mapToDouble(coordinate));
  }

  private void axes(Svg svg, Range h, Range v) {
    for (double tick : v.ticks()) {
      line(svg, "grid", LEFT, py(v, tick), WIDTH - RIGHT, py(v, tick));
      svg.words("text", v.text(tick), "class", "tick end", "x", LEFT - 7, "y", py(v, tick) + 4.5);
    }
    double floor = HEIGHT - BOTTOM;
    for (double tick : h.ticks()) {
      line(svg, "grid", px(h, tick), TOP, px(h, tick), floor);
      svg.words("text", h.text(tick), "class", "tick mid", "x", px(h, tick), "y", floor + 18);
    }
    line(svg, "axis", LEFT, floor, WIDTH - RIGHT, floor);
    double middle = (LEFT + WIDTH - RIGHT) / 2;
    svg.words("text", across, "class", "axis-label mid", "x", middle, "y", HEIGHT - 8);
    double height = (TOP + floor) / 2;
    svg.words(
        "text",
        up,
        "class",
        "axis-label mid",
        "transform",
        "translate(14 %s) rotate(-90)".formatted(Svg.number(height)));
  }

  private static void line(Svg svg, String pen, double x1, double y1, double x2, double y2) {
    svg.empty("line", "class", pen, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
  }

  private void draw(Svg svg, Series one, Range h, Range v) {
    String pen = "line s%d %s".formatted(one.colour(), one.style().css());
    String path = path(one.points(), h, v);
    if (!path.isEmpty()) {
      svg.open("path", "class", pen, "d", path).words("title", one.name()).close("path");
    }
    // a line of one point is not seen
    if (one.style() == Style.MARKED || one.points().size() == 1) {
      for (Point point : one.points()) {
        if (point.isFinite()) {
          mark(svg, one, px(h, point.x()), py(v, point.y()), point);
        }
      }
    }
  }

  private static void mark(Svg svg, Series one, double cx, double cy, Point point) {
    svg.open("circle", "class", "mark f" + one.colour(), "cx", cx, "cy", cy, "r", 3.6)
        .words("title", "%s: %s, %s".formatted(one.name(), text(point.x()), text(point.y())))
        .close("circle");
  }

  private static String text(double value) {
    return value == Math.rint(value)
        ? Svg.number(value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String path(List<Point> points, Range h, Range v) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (Point point : points) {
      if (point.isFinite()) {
        path.append(pen ? 'L' : 'M').append(Svg.number(px(h, point.x())));
        path.append(' ').append(Svg.number(py(v, point.y())));
      }
      pen = point.isFinite();
    }
    return path.toString();
  }

  private static double px(Range range, double value) {
    return LEFT + clamp(range.part(value)) * (WIDTH - LEFT - RIGHT);
  }

  private static double py(Range range, double value) {
    return HEIGHT - BOTTOM - clamp(range.part(value)) * (HEIGHT - TOP - BOTTOM);
  }

  private static double clamp(double part) {
    return Math.max(0, Math.min(1, part));
  }
}
