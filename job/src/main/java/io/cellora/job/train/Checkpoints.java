package io.cellora.job.train;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Writes a checkpoint every so many steps and at the end. One that cannot be written is told and
 * training goes on: the next may be, and until then the last good one stays.
 */
public final class Checkpoints implements TrainingListener {

  private final CheckpointStore store;
  private final int everySteps;
  private final Consumer<String> warnings;

  public Checkpoints(CheckpointStore store, int everySteps, Consumer<String> warnings) {
    this.store = store;
    this.everySteps = everySteps;
    this.warnings = warnings;
  }

  @Override
  public void stepEnded(TrainingState state, StepLog step) {
    if (state.stepsDone() % everySteps == 0 && !state.finished()) {
      save(state);
    }
  }

  @Override
  public void trainingEnded(TrainingState state) {
    save(state);
  }

  private void save(TrainingState state) {
    try {
      store.save(state.checkpoint());
    } catch (IOException e) {
      warnings.accept(
          "Cannot write checkpoint of step %d (%s); training goes on, the last good one is %s"
              .formatted(state.stepsDone(), e.getMessage(), store.newest()));
    }
  }
}
