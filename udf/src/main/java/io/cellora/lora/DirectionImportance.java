package io.cellora.lora;

import java.util.Arrays;

/**
 * AdaLoRA's importance of each direction k of the adapters, B[:, k] A[k, :], over all layers
 * (2303.10512, equations 8 to 11): how much the loss would move without a value, |value *
 * gradient|, as a running mean times how much that mean wavers. A direction's is the mean over its
 * A, plus the mean over its B, plus that of a factor 1 before it, which stands for AdaLoRA's
 * singular value: {@code B[:, k] . dB[:, k]}.
 */
final class DirectionImportance {

  /** The paper's and PEFT's. */
  private static final double BETA = 0.85;

  private final ParameterLayout layout;
  private final int adapterSize;
  private final double[] mean;
  private final double[] wavering;

  /** The values of the adapters, then one factor for each direction. */
  DirectionImportance(ParameterLayout layout) {
    this.layout = layout;
    this.adapterSize = layout.adapterSize();
    int directions = layout.ranks().values().stream().mapToInt(Integer::intValue).sum();
    this.mean = new double[adapterSize + directions];
    this.wavering = new double[mean.length];
  }

  /** Takes a step's values and gradient into the running means. */
  void add(float[] values, double[] gradient) {
    for (int i = 0; i < adapterSize; i++) {
      add(i, values[i] * gradient[i]);
    }
    int factor = adapterSize;
    for (ParameterLayout.Linear linear : layout.adapted()) {
      ParameterLayout.Slot b = layout.b(linear);
      for (int k = 0; k < b.columns(); k++) {
        double sum = 0;
        for (int i = b.offset() + k; i < b.offset() + b.size(); i += b.columns()) {
          sum += values[i] * gradient[i];
        }
        add(factor++, sum);
      }
    }
  }

  private void add(int i, double product) {
    double now = Math.abs(product);
    mean[i] = BETA * mean[i] + (1 - BETA) * now;
    wavering[i] = BETA * wavering[i] + (1 - BETA) * Math.abs(now - mean[i]);
  }

  /** Of every direction, layer by layer in network order. */
  double[] scores() {
    double[] scores = new double[mean.length - adapterSize];
    int direction = 0;
    for (ParameterLayout.Linear linear : layout.adapted()) {
      ParameterLayout.Slot a = layout.a(linear);
      ParameterLayout.Slot b = layout.b(linear);
      for (int k = 0; k < a.rows(); k++) {
        scores[direction] =
            score(adapterSize + direction)
                + score(a.offset() + k * a.columns(), 1, a.columns())
                + score(b.offset() + k, b.columns(), b.rows());
        direction++;
      }
    }
    return scores;
  }

  private double score(int from, int stride, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += score(from + i * stride);
    }
    return sum / count;
  }

  private double score(int i) {
    return mean[i] * wavering[i];
  }

  /** The running means, then their wavering. */
  double[] state() {
    double[] state = Arrays.copyOf(mean, 2 * mean.length);
    System.arraycopy(wavering, 0, state, mean.length, mean.length);
    return state;
  }

  void restore(double[] state) {
    if (state.length != 2 * mean.length) {
      throw new IllegalArgumentException(
          "Cannot restore AdaLoRA's state (this layout has %d values): %d"
              .formatted(2 * mean.length, state.length));
    }
    System.arraycopy(state, 0, mean, 0, mean.length);
    System.arraycopy(state, mean.length, wavering, 0, mean.length);
  }
}
