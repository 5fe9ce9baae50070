package io.cellora.job.train;

/** Hears of each step and epoch: progress, logs, checkpoints. Runs on the driver. */
public interface TrainingListener {

  /** A step was taken; the state is the one that the next step starts from. */
  default void stepEnded(TrainingState state, StepLog step) {}

  default void epochEnded(EpochLog epoch) {}

  /** Something that the user should know and that stops nothing. */
  default void warned(String what) {}

  /** No step is left. */
  default void trainingEnded(TrainingState state) {}
}
