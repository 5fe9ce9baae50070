package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/**
 * Where a worker's own steps have led it.
 *
 * @param values of the parameters; of no length if it had no cells
 * @param sums of each step, without gradients
 * @param norms of each step's gradient before clipping
 */
public record LocalSum(float[] values, AdamW.State moments, List<GradientSum> sums, double[] norms)
    implements Serializable {

  public LocalSum {
    sums = List.copyOf(sums);
  }

  static final LocalSum EMPTY =
      new LocalSum(new float[0], AdamW.State.fresh(0), List.of(), new double[0]);

  /**
   * The mean of values and moments over the workers that had cells, and of their losses over the
   * cells.
   *
   * @param gradNorm mean over steps and workers
   */
  public record Mean(
      float[] values, AdamW.State moments, GradientSum.Mean losses, double gradNorm) {}

  /**
   * Averages in the order given, in double.
   *
   * @throws IllegalArgumentException if no worker had cells
   */
  public static Mean mean(List<LocalSum> workers) {
    List<LocalSum> moved = workers.stream().filter(worker -> worker.values.length > 0).toList();
    if (moved.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot average local steps (no cells): " + workers.size() + " workers");
    }
    double[] values = new double[moved.get(0).values.length];
    double[] first = new double[values.length];
    double[] second = new double[values.length];
    GradientTotal losses = new GradientTotal();
    double norms = 0;
    int steps = 0;
    for (LocalSum worker : moved) {
      for (int i = 0; i < values.length; i++) {
        values[i] += worker.values[i];
        first[i] += worker.moments.first()[i];
        second[i] += worker.moments.second()[i];
      }
      worker.sums.forEach(losses::add);
      for (double norm : worker.norms) {
        norms += norm;
        steps++;
      }
    }
    float[] mean = new float[values.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (values[i] / moved.size());
      first[i] /= moved.size();
      second[i] /= moved.size();
    }
    int[] counts = moved.get(0).moments.steps().clone();
    return new Mean(
        mean, new AdamW.State(first, second, counts), losses.mean(mean.length), norms / steps);
  }
}
