package io.cellora.genes;

/** Turns counts into log1p(CP10k), the input of SCimilarity's encoder, in double precision. */
public final class LogNormalization {

  /** What the counts of a cell sum to before the logarithm. */
  public static final double TARGET_SUM = 1e4;

  /** No value of a normalised cell is larger: all counts in one gene. */
  public static final double MAX = Math.log1p(TARGET_SUM);

  private LogNormalization() {}

  /** Replaces the counts of one cell by {@code log1p(x * 1e4 / sum)}; zeros only stay zeros. */
  public static void log1p10k(double[] counts) {
    double sum = 0;
    for (double count : counts) {
      sum += count;
    }
    if (sum == 0) {
      return;
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.log1p(counts[i] * TARGET_SUM / sum);
    }
  }
}
