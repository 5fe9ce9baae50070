package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What a worker answers for a step: sums over its cells, never means. The mean is taken once, over
 * all workers, in worker order and in double.
 *
 * @param loss sum of the cells' losses
 * @param right cells whose class was predicted
 * @param gradient gradient of the sum, in the order of the layout
 */
public record GradientSum(double loss, long cells, long right, float[] gradient)
    implements Serializable {

  /** The answer of a worker that has no cells left in this epoch. */
  static GradientSum empty(int parameters) {
    return new GradientSum(0, 0, 0, new float[parameters]);
  }

  /** The mean over all cells of a step. */
  public record Mean(double loss, double[] terms, double accuracy, long cells, double[] gradient) {}

  /**
   * Adds in the order given and divides by the number of cells.
   *
   * @throws IllegalArgumentException if there are no cells, or the lengths differ
   */
  public static Mean mean(List<GradientSum> workers) {
    long cells = workers.stream().mapToLong(GradientSum::cells).sum();
    if (cells == 0) {
      throw new IllegalArgumentException(
          "Cannot average gradients (no cells): " + workers.size() + " workers");
    }
    double[] gradient = new double[workers.get(0).gradient().length];
    double loss = 0;
    long right = 0;
    for (GradientSum worker : workers) {
      add(worker.gradient(), gradient);
      loss += worker.loss();
      right += worker.right();
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= cells;
    }
    double[] terms = new double[LossTerm.values().length];
    Arrays.fill(terms, Double.NaN);
    terms[LossTerm.CROSS_ENTROPY.ordinal()] = loss / cells;
    return new Mean(loss / cells, terms, (double) right / cells, cells, gradient);
  }

  private static void add(float[] part, double[] sum) {
    if (part.length != sum.length) {
      throw new IllegalArgumentException(
          "Invalid gradient length: " + part.length + ", expected " + sum.length);
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }
}
