package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;

/** Sums of several workers, or batches, in double: added in the order in which they are given. */
final class GradientTotal implements Serializable {

  private static final long serialVersionUID = 1;

  private final double[] terms = new double[LossTerm.values().length];
  private double loss;
  private long cells;
  private long right;
  private double[] gradient = new double[0];

  void add(GradientSum part) {
    add(part.loss(), part.terms(), part.cells(), part.right());
    float[] more = part.gradient();
    ensure(more.length);
    for (int i = 0; i < more.length; i++) {
      gradient[i] += more[i];
    }
  }

  void add(GradientTotal other) {
    add(other.loss, other.terms, other.cells, other.right);
    ensure(other.gradient.length);
    for (int i = 0; i < other.gradient.length; i++) {
      gradient[i] += other.gradient[i];
    }
  }

  private void add(double moreLoss, double[] moreTerms, long moreCells, long moreRight) {
    loss += moreLoss;
    cells += moreCells;
    right += moreRight;
    for (int i = 0; i < terms.length; i++) {
      terms[i] += moreTerms[i];
    }
  }

  /** Room for a gradient of this length, which is that of the others; 0 is none. */
  private void ensure(int length) {
    if (gradient.length == 0) {
      gradient = new double[length];
    } else if (length != 0 && length != gradient.length) {
      throw new IllegalArgumentException(
          "Invalid gradient length: " + length + ", expected " + gradient.length);
    }
  }

  /** The same as a worker's answer, without the gradient. */
  GradientSum withoutGradient() {
    return new GradientSum(loss, terms.clone(), cells, right, new float[0]);
  }

  /** The same as a worker's answer, its gradient rounded. */
  GradientSum rounded() {
    float[] narrow = new float[gradient.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) gradient[i];
    }
    return new GradientSum(loss, terms.clone(), cells, right, narrow);
  }

  /** Divides by the number of cells; values in front of the gradient's have a gradient of 0. */
  GradientSum.Mean mean(int parameters) {
    if (cells == 0) {
      throw new IllegalArgumentException(
          "Cannot average gradients (no cells): " + parameters + " parameters");
    }
    double[] mean = new double[parameters];
    int front = parameters - gradient.length;
    for (int i = 0; i < gradient.length; i++) {
      mean[front + i] = gradient[i] / cells;
    }
    return new GradientSum.Mean(
        loss / cells,
        Arrays.stream(terms).map(term -> term / cells).toArray(),
        (double) right / cells,
        cells,
        mean);
  }
}
