package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/**
 * What a worker answers for a step: sums over its cells, never means. The mean is taken once, over
 * all workers, in worker order and in double.
 *
 * @param loss sum of the cells' losses
 * @param terms the same of each {@link LossTerm}, before weighting
 * @param right cells whose class was predicted
 * @param gradient gradient of the sum by the last values of the layout: all of them, or the head's
 */
public record GradientSum(double loss, double[] terms, long cells, long right, float[] gradient)
    implements Serializable {

  /** The answer of a worker that has no cells left in this epoch. */
  static GradientSum empty() {
    return new GradientSum(0, new double[LossTerm.values().length], 0, 0, new float[0]);
  }

  /** What is serialised in its place. */
  private record Wire(double loss, double[] terms, long cells, long right, FloatBytes gradient)
      implements Serializable {

    private Object readResolve() {
      return new GradientSum(loss, terms, cells, right, gradient.floats());
    }
  }

  private Object writeReplace() {
    return new Wire(loss, terms, cells, right, FloatBytes.of(gradient));
  }

  /**
   * The mean over all cells of a step.
   *
   * @param terms of each {@link LossTerm}, before weighting
   * @param gradient by all values of the layout
   */
  public record Mean(double loss, double[] terms, double accuracy, long cells, double[] gradient) {}

  /**
   * Adds in the order given and divides by the number of cells.
   *
   * @param parameters length of the layout
   * @throws IllegalArgumentException if there are no cells
   */
  public static Mean mean(List<GradientSum> workers, int parameters) {
    GradientTotal total = new GradientTotal();
    workers.forEach(total::add);
    return total.mean(parameters);
  }
}
