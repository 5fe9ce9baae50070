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
    double[] wide = new double[part.gradient().length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = part.gradient()[i];
    }
    add(part.loss(), part.terms(), part.cells(), part.right());
    addGradient(wide);
  }

  void add(GradientTotal other) {
    add(other.loss, other.terms, other.cells, other.right);
    addGradient(other.gradient);
  }

  private void add(double moreLoss, double[] moreTerms, long moreCells, long moreRight) {
    loss += moreLoss;
    cells += moreCells;
    right += moreRight;
    for (int i = 0; i < terms.length; i++) {
      terms[i] += moreTerms[i];
    }
  }

  private void addGradient(double[] more) {
    if (more.length == 0) {
      return;
    }
    if (gradient.length == 0) {
      gradient = more.clone();
      return;
    }
    if (more.length != gradient.length) {
      throw new IllegalArgumentException(
          "Invalid gradient length: " + more.length + ", expected " + gradient.length);
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += more[i];
    }
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
