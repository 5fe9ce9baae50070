package io.cellora.quality;

import java.util.Arrays;

/** Means and percentiles, summed in order. */
final class Numbers {

  private Numbers() {}

  /** NaN of none. */
  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Between the nearest two values, in proportion: numpy's default. NaN of none. */
  static double quantile(double[] values, double part) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = part * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Macro-F1 over the classes that are true or predicted, as scikit-learn's; NaN of none. */
  static double macroF1(int[] truth, int[] predicted) {
    int classes =
        1
            + Math.max(
                Arrays.stream(truth).max().orElse(-1), Arrays.stream(predicted).max().orElse(-1));
    long[] named = new long[classes];
    long[] right = new long[classes];
    for (int i = 0; i < truth.length; i++) {
      named[truth[i]]++;
      named[predicted[i]]++;
      right[truth[i]] += truth[i] == predicted[i] ? 1 : 0;
    }
    double sum = 0;
    int present = 0;
    for (int c = 0; c < classes; c++) {
      if (named[c] > 0) {
        sum += 2.0 * right[c] / named[c];
        present++;
      }
    }
    return sum / present;
  }
}
