package io.cellora.job.train;

import io.cellora.job.config.Settings;
import java.util.Arrays;

/** Watches the mean loss of the last steps for divergence. */
final class LossWindow {

  private final Settings.Divergence rule;
  private final double[] last;
  private double first = Double.NEGATIVE_INFINITY;
  private double best = Double.POSITIVE_INFINITY;
  private long steps;

  LossWindow(Settings.Divergence rule) {
    this.rule = rule;
    this.last = new double[rule.window()];
  }

  /** Goes on from the numbers of a checkpoint. */
  LossWindow(Settings.Divergence rule, double[] numbers) {
    this(rule);
    System.arraycopy(numbers, 0, last, 0, last.length);
    best = numbers[last.length];
    steps = (long) numbers[last.length + 1];
    first = numbers[last.length + 2];
  }

  double[] numbers() {
    double[] numbers = Arrays.copyOf(last, last.length + 3);
    numbers[last.length] = best;
    numbers[last.length + 1] = steps;
    numbers[last.length + 2] = first;
    return numbers;
  }

  /**
   * Takes in a step's loss and answers whether the loss has left its best far behind and is above
   * where it began: what was learnt by heart has a loss near 0, of which any step is a multiple.
   */
  boolean diverges(double loss) {
    last[(int) (steps++ % last.length)] = loss;
    if (steps < last.length) {
      return false;
    }
    double mean = mean();
    first = steps == last.length ? Math.max(first, mean) : first;
    best = Math.min(best, mean);
    return rule.factor() > 0 && mean > rule.factor() * best && mean > first;
  }

  /** Another loss begins: nothing of it is known, but where the one before began still counts. */
  void restart() {
    best = Double.POSITIVE_INFINITY;
    steps = 0;
  }

  double mean() {
    double sum = 0;
    for (double loss : last) {
      sum += loss;
    }
    return sum / last.length;
  }

  double best() {
    return best;
  }
}
