package io.cellora.job.train;

import io.cellora.job.config.Settings;
import io.cellora.lora.BatchPlan;

/**
 * When training does what: batches, learning rates, and which part moves. The head trains alone
 * first, on the frozen embeddings, then together with the adapters.
 */
record TrainingPlan(Settings.Train settings, int stepsPerEpoch) {

  static TrainingPlan of(Settings.Train settings, long cells) {
    int steps = batches(settings).stepsPerEpoch(cells);
    return new TrainingPlan(settings, steps);
  }

  static BatchPlan batches(Settings.Train settings) {
    return new BatchPlan(settings.seed(), settings.workers(), settings.batchSize());
  }

  /** What to multiply both learning rates with; warm-up and cosine start anew with the adapters. */
  double factor(int epoch, int stepInEpoch) {
    boolean headOnly = headOnly(epoch);
    int first = headOnly ? 0 : settings.headWarmupEpochs();
    int epochs = headOnly ? settings.headWarmupEpochs() : settings.epochs();
    int steps = epochs * stepsPerEpoch;
    int warmup = (int) Math.round(settings.warmupFraction() * steps);
    LrSchedule schedule =
        new LrSchedule(steps, warmup, headOnly ? 1 : settings.finalLearningRateFraction());
    return schedule.factor((epoch - first) * stepsPerEpoch + stepInEpoch);
  }

  /** Epochs are counted from 0 here. */
  boolean headOnly(int epoch) {
    return epoch < settings.headWarmupEpochs();
  }

  int epochs() {
    return settings.headWarmupEpochs() + settings.epochs();
  }
}
