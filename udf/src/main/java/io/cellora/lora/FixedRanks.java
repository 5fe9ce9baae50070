package io.cellora.lora;

import java.util.Optional;

/** Ranks that stay as they are. */
record FixedRanks() implements RankSchedule {

  @Override
  public Optional<RankChange> afterStep(
      TrainableParameters parameters, double[] gradient, int step, int steps) {
    return Optional.empty();
  }

  @Override
  public double[] state() {
    return new double[0];
  }

  @Override
  public void restore(double[] state) {
    if (state.length > 0) {
      throw new IllegalArgumentException(
          "Cannot restore ranks' state (fixed ranks have none): " + state.length + " values");
    }
  }
}
