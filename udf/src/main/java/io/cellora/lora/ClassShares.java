package io.cellora.lora;

import java.util.List;

/**
 * The share of each class in the training cells; as a model it gives every cell the same answer.
 *
 * @param shares [classes], all above 0
 */
public record ClassShares(List<String> labels, double[] shares) implements ProbabilityModel {

  public ClassShares {
    labels = List.copyOf(labels);
  }

  /**
   * Shares of counted cells.
   *
   * @throws IllegalArgumentException if a class has no cell
   */
  public static ClassShares of(List<String> labels, long[] cells) {
    long all = 0;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] < 1) {
        throw new IllegalArgumentException(
            "Cannot take shares of classes (no training cell has this one): " + labels.get(i));
      }
      all += cells[i];
    }
    double[] shares = new double[cells.length];
    for (int i = 0; i < cells.length; i++) {
      shares[i] = (double) cells[i] / all;
    }
    return new ClassShares(labels, shares);
  }

  @Override
  public double[] probabilities(double[] vector) {
    return shares.clone();
  }
}
