package io.cellora.genes;

/**
 * {@link LogNormalization} for one cell after the other, with the same numbers: a cell has few
 * distinct counts, so that the logarithm of each small one is computed once a cell. Not for several
 * threads.
 */
public final class LogNormalizer {

  private static final int SMALL = 256;

  private final double[] logs = new double[SMALL];
  private final int[] computedFor = new int[SMALL];
  private int cell;

  /** Replaces the first {@code n} counts by {@code log1p(x * 1e4 / sum)}; zeros stay zeros. */
  public void log1p10k(double[] counts, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += counts[i];
    }
    if (sum == 0) {
      return;
    }
    cell++;
    for (int i = 0; i < n; i++) {
      double count = counts[i];
      int small = (int) count;
      boolean known = small == count && small >= 0 && small < SMALL;
      counts[i] = known ? small(small, sum) : LogNormalization.of(count, sum);
    }
  }

  private double small(int count, double sum) {
    if (computedFor[count] != cell) {
      computedFor[count] = cell;
      logs[count] = LogNormalization.of(count, sum);
    }
    return logs[count];
  }
}
