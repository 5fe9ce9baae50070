package io.cellora.job.train;

/** Hears of each epoch: progress, logs. Runs on the driver. */
@FunctionalInterface
public interface TrainingListener {

  void epochEnded(EpochLog log);
}
