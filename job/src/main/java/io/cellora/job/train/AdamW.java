package io.cellora.job.train;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter, 1711.05101), in the arithmetic of
 * torch.optim.AdamW, over a range of one flat array; knows nothing of Spark or of what the values
 * mean.
 */
public final class AdamW {

  /** The constants of the update rule. */
  public record Constants(double beta1, double beta2, double epsilon, double weightDecay) {}

  private final Constants constants;
  private final int from;
  private final double[] first;
  private final double[] second;
  private int step;

  /** An optimiser without history for the values {@code from} up to {@code to}. */
  public AdamW(Constants constants, int from, int to) {
    this.constants = constants;
    this.from = from;
    this.first = new double[to - from];
    this.second = new double[to - from];
  }

  /** Moves the range's values in place, against the gradient. */
  public void step(float[] values, double[] gradient, double learningRate) {
    step++;
    double beta1 = constants.beta1();
    double beta2 = constants.beta2();
    double bias1 = 1 - StrictMath.pow(beta1, step);
    double bias2 = 1 - StrictMath.pow(beta2, step);
    double decay = 1 - learningRate * constants.weightDecay();
    for (int i = 0; i < first.length; i++) {
      double g = gradient[from + i];
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      double scale = Math.sqrt(second[i] / bias2) + constants.epsilon();
      values[from + i] =
          (float) (values[from + i] * decay - learningRate * (first[i] / bias1) / scale);
    }
  }
}
