package io.cellora.lora;

import java.util.List;

/**
 * The classifier over an embedding: Linear, ReLU, (Dropout while training,) Linear, softmax. Plain
 * arithmetic in double, so that it gives the same numbers everywhere.
 *
 * @param w1 [hidden, latent], row-major
 * @param b1 [hidden]
 * @param w2 [classes, hidden], row-major
 * @param b2 [classes]
 */
public record ClassifierHead(List<String> labels, float[] w1, float[] b1, float[] w2, float[] b2)
    implements ProbabilityModel {

  public ClassifierHead {
    labels = List.copyOf(labels);
    if (w1.length % b1.length != 0
        || b2.length != labels.size()
        || w2.length != labels.size() * b1.length) {
      throw new IllegalArgumentException(
          "Invalid head: "
              + w1.length
              + "/"
              + b1.length
              + "/"
              + w2.length
              + "/"
              + b2.length
              + " values, expected shapes for "
              + labels.size()
              + " classes");
    }
  }

  public int latent() {
    return w1.length / b1.length;
  }

  public int hidden() {
    return b1.length;
  }

  /**
   * Checks that the head was made for embeddings of an encoder's size.
   *
   * @throws IllegalArgumentException naming both sizes if it was not
   */
  public static void checkFits(ClassifierHead head, int latent) {
    if (head.latent() != latent) {
      throw new IllegalArgumentException(
          "Invalid head: for embeddings of "
              + head.latent()
              + " values, expected the encoder's "
              + latent);
    }
  }

  /** Probabilities of the classes [classes] for an embedding [latent]. */
  @Override
  public double[] probabilities(double[] embedding) {
    return softmax(scores(embedding));
  }

  /** Scores of the classes [classes] before the softmax. */
  public double[] scores(double[] embedding) {
    double[] inner = linear(embedding, w1, b1);
    for (int i = 0; i < inner.length; i++) {
      inner[i] = Math.max(0, inner[i]);
    }
    return linear(inner, w2, b2);
  }

  /** A part of a flat array in double precision. */
  public static double[] widened(float[] values, int from, int size) {
    double[] wide = new double[size];
    for (int i = 0; i < size; i++) {
      wide[i] = values[from + i];
    }
    return wide;
  }

  /** The index of the largest value, the first of them if there are several. */
  public static int firstLargest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static double[] linear(double[] x, float[] weight, float[] bias) {
    double[] y = new double[bias.length];
    for (int row = 0; row < bias.length; row++) {
      double sum = bias[row];
      for (int i = 0; i < x.length; i++) {
        sum += (double) weight[row * x.length + i] * x[i];
      }
      y[row] = sum;
    }
    return y;
  }

  /** Scores to probabilities. */
  public static double[] softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    double[] out = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      out[i] = StrictMath.exp(scores[i] - largest);
      sum += out[i];
    }
    for (int i = 0; i < scores.length; i++) {
      out[i] /= sum;
    }
    return out;
  }
}
