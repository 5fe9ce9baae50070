package io.cellora.job.report.chart;

import java.util.List;
import java.util.Locale;

/**
 * Points of a chart that belong together; those that are not finite interrupt the line.
 *
 * @param colour place in the page's palette
 */
public record Series(String name, int colour, Style style, List<Point> points) {

  /** How the points are drawn. */
  public enum Style {
    /** The line that is meant to be seen. */
    LINE,
    /** One of many. */
    THIN,
    /** For comparison. */
    DASHED,
    /** A line with a mark at each point. */
    MARKED;

    String css() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A place on both axes. */
  public record Point(double x, double y) {
    boolean isFinite() {
      return Double.isFinite(x) && Double.isFinite(y);
    }
  }

  public Series {
    points = List.copyOf(points);
  }
}
