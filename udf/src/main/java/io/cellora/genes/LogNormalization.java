package io.cellora.genes;

/** Turns counts into log1p(CP10k), the input of SCimilarity's encoder, in double precision. */
public final class LogNormalization {

  /** What the counts of a cell sum to before the logarithm. */
  public static final double TARGET_SUM = 1e4;

  /** No value of a normalised cell is larger: all counts in one gene. */
  public static final double MAX = Math.log1p(TARGET_SUM);

  private LogNormalization() {}

  /** The normalised value of a count in a cell whose counts sum to {@code sum}. */
  static double of(double count, double sum) {
    return Math.log1p(count * TARGET_SUM / sum);
  }
}
