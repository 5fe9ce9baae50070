package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/**
 * Steps of an epoch that each worker takes on its own, from the same values and moments: an
 * approximation that is exact with one worker.
 *
 * @param first step of the epoch, counted from 0
 * @param rates of each step; all are of one phase
 */
public record LocalSteps(
    StepOptimizer.Rule rule, int epoch, int first, List<StepOptimizer.Rates> rates)
    implements Serializable {

  public LocalSteps {
    rates = List.copyOf(rates);
  }

  /**
   * What workers have come to, averaged by their cells.
   *
   * @param mean loss and terms over all cells; without a gradient
   * @param norm of the gradients before clipping, mean over cells
   */
  public record Outcome(
      GradientSum.Mean mean, double norm, TrainableParameters parameters, AdamW.State moments) {}
}
