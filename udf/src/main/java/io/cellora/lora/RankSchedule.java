package io.cellora.lora;

import java.util.Optional;

/**
 * Decides after each step of the adapters' training whether ranks change. Deterministic: the same
 * gradients give the same ranks. What it remembers can be put into a checkpoint.
 */
public interface RankSchedule {

  /**
   * Looks at a step that has been done.
   *
   * @param parameters after the step; not touched
   * @param gradient the step's mean gradient
   * @param step of the adapters' training, counted from 1
   * @param steps of the adapters' training in all
   * @return empty if nothing changes
   */
  Optional<RankChange> afterStep(
      TrainableParameters parameters, double[] gradient, int step, int steps);

  /** A copy of what it remembers, of no length if that is nothing. */
  double[] state();

  /**
   * Goes on from what {@link #state} gave.
   *
   * @throws IllegalArgumentException if that was for other parameters
   */
  void restore(double[] state);

  /** The plan's schedule for parameters of this layout. */
  static RankSchedule of(RankPlan plan, ParameterLayout layout) {
    if (plan.mode() == RankMode.ADALORA && layout.lora().init().ofBaseWeight()) {
      throw new IllegalArgumentException(
          "Cannot use AdaLoRA (directions with a frozen companion have no importance of their own):"
              + " start "
              + layout.lora().init());
    }
    return switch (plan.mode()) {
      case OFF -> new FixedRanks();
      case ENERGY -> new EnergySchedule(plan);
      case ADALORA -> new AdaLora(plan, layout);
    };
  }
}
