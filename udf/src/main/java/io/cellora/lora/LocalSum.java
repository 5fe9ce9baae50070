package io.cellora.lora;

import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a worker answers for steps of its own.
 *
 * @param sums over the cells of all its steps, without a gradient
 * @param norm sum over the cells of the norm of their step's gradient
 * @param values after the last step
 */
record LocalSum(GradientSum sums, double norm, float[] values, AdamW.State moments)
    implements Serializable {

  /**
   * Averages by cells, in the order given, as differences to the first that has cells: what all
   * agree in is kept to the bit.
   *
   * @param start where all began
   */
  static LocalSteps.Outcome average(List<LocalSum> workers, TrainableParameters start) {
    GradientTotal total = new GradientTotal();
    double norm = 0;
    for (LocalSum worker : workers) {
      total.add(worker.sums());
      norm += worker.norm();
    }
    GradientSum.Mean mean = total.mean(start.layout().size());
    List<LocalSum> moved = workers.stream().filter(w -> w.sums().cells() > 0).toList();
    double[] shares =
        moved.stream().mapToDouble(w -> (double) w.sums().cells() / mean.cells()).toArray();
    float[] values = new float[start.values().length];
    double[] first = new double[values.length];
    double[] second = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int at = i;
      values[i] = (float) average(moved, shares, w -> w.values()[at]);
      first[i] = average(moved, shares, w -> w.moments().first()[at]);
      second[i] = average(moved, shares, w -> w.moments().second()[at]);
    }
    AdamW.State moments = new AdamW.State(first, second, steps(moved));
    TrainableParameters after = new TrainableParameters(start.layout(), values, start.scale());
    return new LocalSteps.Outcome(mean, norm / mean.cells(), after, moments);
  }

  private static double average(
      List<LocalSum> workers, double[] shares, ToDoubleFunction<LocalSum> value) {
    double reference = value.applyAsDouble(workers.get(0));
    double sum = 0;
    for (int i = 1; i < shares.length; i++) {
      sum += shares[i] * (value.applyAsDouble(workers.get(i)) - reference);
    }
    return reference + sum;
  }

  /** The most that any worker has taken. */
  private static int[] steps(List<LocalSum> workers) {
    int[] most = workers.get(0).moments().steps().clone();
    for (LocalSum worker : workers) {
      for (int i = 0; i < most.length; i++) {
        most[i] = Math.max(most[i], worker.moments().steps()[i]);
      }
    }
    return most;
  }
}
