package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/**
 * Steps that each worker takes by itself, from the same values, on its own cells.
 *
 * @param firstStep of the epoch, counted from 0
 * @param rates of each of the steps
 */
public record LocalPlan(
    StepPlan steps,
    StepOptimizer.Rule rule,
    int epoch,
    int firstStep,
    List<StepOptimizer.Rates> rates)
    implements Serializable {

  public LocalPlan {
    rates = List.copyOf(rates);
  }
}
