package io.cellora.weights;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The low-rank part of one layer: {@code delta W = B A * scaling}.
 *
 * @param alpha PEFT's lora_alpha
 * @param rslora whether the scaling divides by sqrt(r) instead of r
 * @param a row-major [r, in]
 * @param b row-major [out, r]
 */
public record LoraPair(int r, float alpha, boolean rslora, float[] a, float[] b, int in, int out)
    implements Serializable {

  public LoraPair {
    if (r < 1 || a.length != (long) r * in || b.length != (long) out * r) {
      throw new IllegalArgumentException(
          "Invalid LoRA pair: A of %d and B of %d values, expected [%d, %d] and [%d, %d]"
              .formatted(a.length, b.length, r, in, out, r));
    }
    if (!Float.isFinite(alpha)) {
      throw new IllegalArgumentException(
          "Invalid lora_alpha: %s, expected a finite number".formatted(alpha));
    }
  }

  /** The same pair with another B of the same shape. */
  public LoraPair withB(float[] other) {
    return new LoraPair(r, alpha, rslora, a, other, in, out);
  }

  /** The same pair with another scale, in proportion to its alpha. */
  public LoraPair withAlpha(float other) {
    return new LoraPair(r, other, rslora, a, b, in, out);
  }

  public double scaling() {
    return rslora ? alpha / Math.sqrt(r) : (double) alpha / r;
  }

  /** {@code W + B A * scaling} in double precision, as a new array; weight is [out, in]. */
  public float[] mergedInto(float[] weight) {
    if (weight.length != (long) out * in) {
      throw new IllegalArgumentException(
          "Invalid base weight: %d values, expected [%d, %d]".formatted(weight.length, out, in));
    }
    float[] merged = new float[weight.length];
    double[] delta = new double[in];
    for (int row = 0; row < out; row++) {
      deltaRow(row, delta);
      for (int i = 0; i < in; i++) {
        merged[row * in + i] = (float) (weight[row * in + i] + scaling() * delta[i]);
      }
    }
    return merged;
  }

  private void deltaRow(int row, double[] delta) {
    Arrays.fill(delta, 0);
    for (int k = 0; k < r; k++) {
      double factor = b[row * r + k];
      for (int i = 0; i < in; i++) {
        delta[i] += factor * a[k * in + i];
      }
    }
  }
}
