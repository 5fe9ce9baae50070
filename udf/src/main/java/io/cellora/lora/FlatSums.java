package io.cellora.lora;

/**
 * Sums over long arrays in an order that is fixed: four chains side by side, because each addition
 * of a single one waits for the last.
 */
public final class FlatSums {

  private FlatSums() {}

  /** The sum of the values: not finite if one of them is not. */
  public static double sum(double[] values) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      s0 += values[i];
      s1 += values[i + 1];
      s2 += values[i + 2];
      s3 += values[i + 3];
    }
    for (; i < values.length; i++) {
      s0 += values[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** The sum of the squares. */
  public static double squares(double[] values) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      s0 += values[i] * values[i];
      s1 += values[i + 1] * values[i + 1];
      s2 += values[i + 2] * values[i + 2];
      s3 += values[i + 3] * values[i + 3];
    }
    for (; i < values.length; i++) {
      s0 += values[i] * values[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
