package io.cellora.lora;

/**
 * Class probabilities brought to another temperature: p^(1/T), made to sum to 1 (arXiv 1706.04599).
 * A probability below 2^-52 counts as 2^-52, so that no class is out of the question for good.
 */
public final class TemperatureScaling {

  /** The temperature that changes nothing. */
  public static final double NONE = 1;

  private static final double FLOOR = 0x1p-52;

  private TemperatureScaling() {}

  /**
   * The probabilities [classes] at a temperature; at 1 they are left as they are. Where one of them
   * is no number, none is.
   */
  public static float[] scale(float[] probabilities, double temperature) {
    if (temperature == NONE) {
      return probabilities;
    }
    double[] scaled = softmax(logs(probabilities), 1 / temperature);
    float[] rounded = new float[scaled.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) scaled[i];
    }
    return rounded;
  }

  /**
   * How the loss -ln p of the label moves with the inverse temperature: its first and second
   * derivative. The loss is convex in the inverse temperature.
   */
  static double[] slope(float[] probabilities, int label, double inverse) {
    double[] logs = logs(probabilities);
    double[] scaled = softmax(logs, inverse);
    double mean = 0;
    for (int i = 0; i < logs.length; i++) {
      mean += scaled[i] * logs[i];
    }
    double variance = 0;
    for (int i = 0; i < logs.length; i++) {
      variance += scaled[i] * (logs[i] - mean) * (logs[i] - mean);
    }
    return new double[] {mean - logs[label], variance};
  }

  private static double[] logs(float[] probabilities) {
    double[] logs = new double[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = StrictMath.log(Math.max(probabilities[i], FLOOR));
    }
    return logs;
  }

  private static double[] softmax(double[] logs, double inverse) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      largest = Math.max(largest, log);
    }
    double[] scaled = new double[logs.length];
    double sum = 0;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = StrictMath.exp((logs[i] - largest) * inverse);
      sum += scaled[i];
    }
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= sum;
    }
    return scaled;
  }
}
