package io.cellora.job.report.chart;

import java.util.List;
import java.util.stream.Stream;

/** Cells on a plane, one SVG path a group: thousands of round dots in few bytes. */
public final class CellMap {

  private static final double SIDE = 400;
  private static final double MARGIN = 10;

  /**
   * Cells of one colour.
   *
   * @param colour place in the page's palette
   * @param places shape (cells, 2)
   */
  public record Group(String name, int colour, List<double[]> places) {}

  private final String title;
  private final List<Group> groups;

  /**
   * Takes the groups in the order of drawing.
   *
   * @param title what a reader who cannot see it is told
   */
  public CellMap(String title, List<Group> groups) {
    this.title = title;
    this.groups = List.copyOf(groups);
  }

  /** The element, scaled by its width; both axes have the same scale. */
  public String svg() {
    double[] centre = {middle(0), middle(1)};
    double span = Math.max(Math.max(spread(0), spread(1)), 1e-12);
    double scale = (SIDE - 2 * MARGIN) / span;
    Svg svg = new Svg();
    svg.open("svg", "class", "chart map", "viewBox", "0 0 400 400", "role", "img");
    svg.words("title", title);
    svg.empty("rect", "class", "plate", "x", 0.5, "y", 0.5, "width", 399.0, "height", 399.0);
    for (Group group : groups) {
      StringBuilder path = new StringBuilder();
      for (double[] place : group.places()) {
        double x = SIDE / 2 + (place[0] - centre[0]) * scale;
        double y = SIDE / 2 - (place[1] - centre[1]) * scale;
        path.append('M').append(tenth(x)).append(' ').append(tenth(y)).append("h0");
      }
      svg.open("path", "class", "cells s" + group.colour(), "d", path)
          .words("title", group.name())
          .close("path");
    }
    return svg.close("svg").toString();
  }

  private static String tenth(double value) {
    return Svg.number(Math.rint(value * 10) / 10);
  }

  private Stream<double[]> all() {
    return groups.stream().flatMap(group -> group.places().stream());
  }

  private double least(int axis) {
    return all().mapToDouble(place -> place[axis]).min().orElse(0);
  }

  private double most(int axis) {
    return all().mapToDouble(place -> place[axis]).max().orElse(0);
  }

  private double middle(int axis) {
    return (least(axis) + most(axis)) / 2;
  }

  private double spread(int axis) {
    return most(axis) - least(axis);
  }
}
