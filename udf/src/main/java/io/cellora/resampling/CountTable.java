package io.cellora.resampling;

import java.util.function.LongToDoubleFunction;

/**
 * A distribution of counts as the sums of its probabilities: quantiles that are exact (scipy's
 * {@code ppf}) and cost a binary search.
 *
 * @param first the count that the first sum is of
 * @param sums probabilities of this count or fewer; the last is 1
 */
record CountTable(long first, double[] sums) {

  /** Beyond so many deviations and a few counts, less than 1e-20 is left. */
  private static final double DEVIATIONS = 10;

  private static final long FEW = 25;

  /** How often a value occurs in a Poisson bootstrap that occurs {@code mean} times. */
  static CountTable poisson(long mean) {
    long reach = (long) Math.ceil(DEVIATIONS * Math.sqrt(mean)) + FEW;
    return of(Math.max(0, mean - reach), mean, mean + reach, k -> mean / (k + 1.0));
  }

  /** Heads of so many fair coins. */
  static CountTable coins(long coins) {
    long middle = coins / 2;
    long reach = (long) Math.ceil(DEVIATIONS * Math.sqrt(coins) / 2) + FEW;
    return of(
        Math.max(0, middle - reach),
        middle,
        Math.min(coins, middle + reach),
        k -> (coins - k) / (k + 1.0));
  }

  /**
   * @param next probability of k + 1 over that of k
   */
  private static CountTable of(long first, long mode, long last, LongToDoubleFunction next) {
    double[] sums = new double[(int) (last - first + 1)];
    int middle = (int) (mode - first);
    sums[middle] = 1;
    for (int i = middle; i > 0; i--) {
      sums[i - 1] = sums[i] / next.applyAsDouble(first + i - 1);
    }
    for (int i = middle; i + 1 < sums.length; i++) {
      sums[i + 1] = sums[i] * next.applyAsDouble(first + i);
    }
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    double total = sums[sums.length - 1];
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= total;
    }
    return new CountTable(first, sums);
  }

  /** The least count whose sum reaches the share. */
  long quantile(double share) {
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] >= share) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return first + low;
  }
}
