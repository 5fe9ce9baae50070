package io.cellora.job.eval;

import java.util.List;

/**
 * Newton's method for the inverse temperature at which a convex loss is least, between 1/20 and 20:
 * where a step would leave what is known to hold the minimum, that is halved instead. A loss that
 * still falls at 20 (every calibration cell is told right) has the answer 1, one that rises from
 * 1/20 on has that.
 */
final class TemperatureSearch {

  /** The first three places to look at. */
  static final List<Double> START = List.of(1 / 20.0, 1.0, 20.0);

  private static final double PRECISION = 1e-10;
  private static final int STEPS_BEFORE_HALVING = 20;

  private double low = START.get(0);
  private double high = START.get(2);
  private double inverse = START.get(1);
  private boolean done;
  private int steps;

  /**
   * Takes the gradients at the first places, and the curvature in the middle.
   *
   * @param gradients of the loss, which grow with the inverse temperature
   */
  void start(List<Double> gradients, double curvature) {
    if (gradients.get(1) == 0) {
      done = true;
    } else if (gradients.get(0) >= 0) {
      inverse = low;
      done = true;
    } else if (gradients.get(2) <= 0) {
      // All are told right, and the loss falls for ever: no temperature is the best.
      done = true;
    } else {
      step(gradients.get(1), curvature);
    }
  }

  /** Takes what the loss does at {@link #inverse}. */
  void step(double gradient, double curvature) {
    if (gradient == 0) {
      done = true;
      return;
    }
    if (gradient < 0) {
      low = inverse;
    } else {
      high = inverse;
    }
    double next = inverse - gradient / curvature;
    if (!(next > low && next < high) || ++steps > STEPS_BEFORE_HALVING) {
      next = Math.sqrt(low * high);
    }
    done = Math.abs(next - inverse) <= PRECISION * inverse || high - low <= PRECISION * low;
    inverse = next;
  }

  /** Where to look next, or the answer. */
  double inverse() {
    return inverse;
  }

  boolean done() {
    return done;
  }
}
