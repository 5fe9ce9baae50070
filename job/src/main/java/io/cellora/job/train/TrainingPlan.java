package io.cellora.job.train;

import io.cellora.job.config.Settings;
import io.cellora.lora.AdamW;
import io.cellora.lora.LocalSteps;
import io.cellora.lora.RankMode;
import io.cellora.lora.StepOptimizer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When training does what: learning rates, and which part moves. The head trains alone first, on
 * the frozen embeddings, then together with the adapters; its rate falls only where nothing
 * follows.
 */
record TrainingPlan(Settings.Train settings, Settings.Dynamic ranks, int stepsPerEpoch) {

  static StepOptimizer.Rule rule(Settings.Train settings) {
    AdamW.Constants constants =
        new AdamW.Constants(
            settings.beta1(), settings.beta2(), settings.epsilon(), settings.weightDecay());
    return new StepOptimizer.Rule(constants, settings.clipNorm(), settings.loraPlusRatio());
  }

  /** Rates of a step; warm-up and cosine start anew with the adapters. */
  StepOptimizer.Rates rates(int epoch, int stepInEpoch) {
    double factor = factor(epoch, stepInEpoch);
    double head = settings.headLearningRate() * factor;
    return headOnly(epoch)
        ? new StepOptimizer.Rates(StepOptimizer.Phase.HEAD_ONLY, 0, head)
        : new StepOptimizer.Rates(
            StepOptimizer.Phase.TOGETHER, settings.learningRate() * factor, head);
  }

  /** Steps between a step and the next sync, which is never beyond the epoch. */
  LocalSteps local(int epoch, int stepInEpoch) {
    int end = Math.min(stepsPerEpoch, stepInEpoch + settings.localSteps());
    List<StepOptimizer.Rates> rates =
        IntStream.range(stepInEpoch, end).mapToObj(step -> rates(epoch, step)).toList();
    return new LocalSteps(rule(settings), epoch, stepInEpoch, rates);
  }

  private double factor(int epoch, int stepInEpoch) {
    boolean headOnly = headOnly(epoch);
    int first = headOnly ? 0 : settings.headWarmupEpochs();
    int epochs = headOnly ? settings.headWarmupEpochs() : adapterEpochs();
    int steps = epochs * stepsPerEpoch;
    int warmup = (int) Math.round(settings.warmupFraction() * steps);
    boolean more = headOnly && adapterEpochs() > 0;
    LrSchedule schedule =
        new LrSchedule(steps, warmup, more ? 1 : settings.finalLearningRateFraction());
    return schedule.factor((epoch - first) * stepsPerEpoch + stepInEpoch);
  }

  /** Epochs are counted from 0 here. */
  boolean headOnly(int epoch) {
    return epoch < settings.headWarmupEpochs();
  }

  private int adapterEpochs() {
    return settings.epochs() + (ranks.mode() == RankMode.OFF ? 0 : ranks.retuneEpochs());
  }

  /** The adapters' steps up to and with this one, counted from 1. */
  int adapterStep(int epoch, int stepInEpoch) {
    return (epoch - settings.headWarmupEpochs()) * stepsPerEpoch + stepInEpoch + 1;
  }

  /** The adapters' steps without those that are added to tune again: what ranks are planned by. */
  int rankSteps() {
    return settings.epochs() * stepsPerEpoch;
  }

  /** Whether ranks stay as they are after an epoch. */
  boolean ranksAreFinal(int epoch) {
    int last = stepsPerEpoch - 1;
    return ranks.mode() == RankMode.OFF
        || adapterStep(epoch, last) >= Math.round(ranks.end() * rankSteps());
  }

  int epochs() {
    return settings.headWarmupEpochs() + adapterEpochs();
  }
}
