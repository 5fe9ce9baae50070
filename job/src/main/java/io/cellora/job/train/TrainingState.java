package io.cellora.job.train;

import io.cellora.job.config.Settings;
import io.cellora.lora.AdamW;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.StepOptimizer;
import io.cellora.lora.TrainableParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that a training has come to: parameters, moments, where it is, what it has seen. Steps move
 * it; a checkpoint is a copy of it.
 */
public final class TrainingState {

  final TrainableParameters parameters;
  final StepOptimizer optimizer;
  final LossWindow losses;
  final List<EpochLog> log;
  EpochSums sums;
  BestEpoch best;
  int epoch;
  int step;
  int stepsDone;
  boolean finished;

  private TrainingState(
      Settings.Train settings,
      TrainableParameters parameters,
      AdamW.State moments,
      LossWindow losses,
      List<EpochLog> log) {
    this.parameters = parameters;
    this.optimizer = new StepOptimizer(TrainingPlan.rule(settings), parameters.layout(), moments);
    this.losses = losses;
    this.log = new ArrayList<>(log);
  }

  /** Nothing was done yet; the initial parameters stay as they are. */
  public static TrainingState initial(Settings.Train settings, TrainableParameters initial) {
    TrainingState state =
        new TrainingState(
            settings,
            initial.copy(),
            AdamW.State.fresh(initial.layout().size()),
            new LossWindow(settings.divergence()),
            List.of());
    state.sums = new EpochSums();
    state.best = BestEpoch.NONE;
    return state;
  }

  /** The state as it was when the checkpoint was made. */
  public static TrainingState resumed(
      Settings.Train settings, ParameterLayout layout, Checkpoint checkpoint) {
    TrainingState state =
        new TrainingState(
            settings,
            checkpoint.values().in(layout),
            checkpoint.moments(),
            new LossWindow(settings.divergence(), checkpoint.losses()),
            checkpoint.log());
    state.sums = new EpochSums(checkpoint.sums());
    state.best = checkpoint.best().in(layout, checkpoint.values());
    state.epoch = checkpoint.place().epoch();
    state.step = checkpoint.place().step();
    state.stepsDone = checkpoint.place().stepsDone();
    state.finished = checkpoint.place().finished();
    return state;
  }

  /** A copy as plain numbers. */
  public Checkpoint checkpoint() {
    return new Checkpoint(
        new Checkpoint.Place(epoch, step, stepsDone, finished),
        Checkpoint.Values.of(parameters),
        optimizer.state(),
        Checkpoint.Best.of(best),
        losses.numbers(),
        sums.numbers(),
        log,
        Map.of());
  }

  /** The epochs that have ended. */
  public List<EpochLog> log() {
    return List.copyOf(log);
  }

  /** Steps taken over all epochs. */
  public int stepsDone() {
    return stepsDone;
  }

  /** Whether no step is left. */
  public boolean finished() {
    return finished;
  }
}
