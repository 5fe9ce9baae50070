package io.cellora.lora;

import java.util.Optional;

/** Prunes once, when the plan's last step is done; remembers nothing. */
record EnergySchedule(RankPlan plan) implements RankSchedule {

  @Override
  public Optional<RankChange> afterStep(
      TrainableParameters parameters, double[] gradient, int step, int steps) {
    return step == plan.lastStep(steps)
        ? RankPruning.energy(parameters, plan.energy(), step)
        : Optional.empty();
  }

  @Override
  public double[] state() {
    return new double[0];
  }

  @Override
  public void restore(double[] state) {
    if (state.length > 0) {
      throw new IllegalArgumentException(
          "Cannot restore ranks' state (pruning by energy has none): " + state.length + " values");
    }
  }
}
