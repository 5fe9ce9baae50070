package io.cellora.job.report.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A part of an axis with round ticks.
 *
 * @param step between ticks
 */
public record Range(double lower, double upper, double step) {

  private static final int MOST_TICKS = 6;
  private static final double[] ROUND = {1, 2, 5, 10};
  // a tick that rounding puts just outside still belongs to the axis
  private static final double SLACK = 1e-9;

  /** From 0 to 1, with a tick every fifth. */
  public static Range unit() {
    return new Range(0, 1, 0.2);
  }

  /** Holds all finite values, widened to round ticks; without any, from 0 to 1. */
  public static Range around(DoubleStream values) {
    double[] finite = values.filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return unit();
    }
    double least = DoubleStream.of(finite).min().orElseThrow();
    double most = DoubleStream.of(finite).max().orElseThrow();
    double spread = most > least ? most - least : Math.max(Math.abs(most) * 0.1, 1e-3);
    double step = roundStep(spread / (MOST_TICKS - 1));
    double lower = Math.floor(least / step + SLACK) * step;
    double upper = Math.ceil(most / step - SLACK) * step;
    return new Range(lower, upper > lower ? upper : lower + step, step);
  }

  /** The same with ticks at whole numbers only, and no wider than the values. */
  public static Range whole(double least, double most) {
    double upper = Math.max(most, least + 1);
    return new Range(least, upper, Math.max(1, roundStep((upper - least) / MOST_TICKS)));
  }

  private static double roundStep(double wanted) {
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (double round : ROUND) {
      if (round * power >= wanted * (1 - SLACK)) {
        return round * power;
      }
    }
    return 10 * power;
  }

  /** Where a value lies: 0 at the lower end, 1 at the upper. */
  double part(double value) {
    return (value - lower) / (upper - lower);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    double first = Math.ceil(lower / step - SLACK);
    for (double i = first; i * step <= upper + step * SLACK; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** A tick with the decimals that its step needs. */
  String text(double tick) {
    int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - SLACK));
    BigDecimal rounded = BigDecimal.valueOf(tick).setScale(decimals, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }
}
