package io.cellora.job.train;

import io.cellora.job.config.Settings;
import io.cellora.lora.FlatSums;
import io.cellora.lora.GradientSum;
import io.cellora.lora.LocalSteps;
import io.cellora.lora.LossTerm;
import io.cellora.lora.RankRecord;
import io.cellora.lora.StepOptimizer;
import io.cellora.lora.TrainableParameters;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The driver's training loop: each step asks for a mean gradient, which moves the parameters here.
 * The result depends on the settings and the cells, not on the cluster nor on interruptions.
 */
public final class TrainingCoordinator {

  private final Settings.EarlyStopping stopping;
  private final TrainingPlan plan;
  private final boolean local;
  private final Gradients gradients;
  private final List<TrainingListener> listeners;

  public TrainingCoordinator(
      Settings settings, Gradients gradients, List<TrainingListener> listeners) {
    this.stopping = settings.train().earlyStopping();
    this.local = settings.train().localSteps() > 1;
    this.gradients = gradients;
    this.plan =
        new TrainingPlan(settings.train(), settings.lora().dynamic(), gradients.stepsPerEpoch());
    this.listeners = List.copyOf(listeners);
  }

  /** Epochs of a training with these settings, the head's alone too. */
  public static int epochs(Settings settings) {
    return new TrainingPlan(settings.train(), settings.lora().dynamic(), 1).epochs();
  }

  /**
   * Goes on from a state until no step is left, and answers the parameters to keep: the last, or
   * with early stopping those of the best epoch.
   *
   * @throws TrainingStopped if it cannot go on; the state is then the one before the step
   */
  public TrainableParameters train(TrainingState state) {
    while (!state.finished) {
      long started = System.nanoTime();
      StepLog step = local ? localSteps(state) : exactStep(state);
      state.sums.addSeconds((System.nanoTime() - started) / 1e9);
      if (state.step == plan.stepsPerEpoch()) {
        endEpoch(state);
      }
      tell(listener -> listener.stepEnded(state, step));
    }
    tell(listener -> listener.trainingEnded(state));
    boolean best = stopping.patience() > 0 && state.best.epoch() > 0;
    return (best ? state.best.parameters() : state.parameters).copy();
  }

  private StepLog exactStep(TrainingState state) {
    GradientSum.Mean mean =
        ofHead(state)
            ? headTerms(gradients.meanOfHead(state.parameters, state.epoch, state.step))
            : gradients.mean(state.parameters, state.epoch, state.step);
    StepLog step = checked(state, mean, mean.gradient());
    StepOptimizer.Rates rates = plan.rates(state.epoch, state.step);
    double norm = state.optimizer.step(state.parameters.values(), mean.gradient(), rates);
    advance(state, mean, norm, 1);
    return step;
  }

  private StepLog localSteps(TrainingState state) {
    LocalSteps steps = plan.local(state.epoch, state.step);
    LocalSteps.Outcome outcome = gradients.local(state.parameters, state.optimizer.state(), steps);
    GradientSum.Mean mean = ofHead(state) ? headTerms(outcome.mean()) : outcome.mean();
    StepLog step = checked(state, mean, outcome.moments().second());
    state.move(outcome);
    advance(state, mean, outcome.norm(), steps.rates().size());
    return step;
  }

  /** Whether a step needs the head and the frozen embeddings alone. */
  private boolean ofHead(TrainingState state) {
    return plan.headOnly(state.epoch) && state.parameters.changesNothing();
  }

  /** Such a step looks at the cross-entropy alone: the other terms are not 0 but unknown. */
  private static GradientSum.Mean headTerms(GradientSum.Mean mean) {
    double[] terms = new double[mean.terms().length];
    Arrays.fill(terms, Double.NaN);
    terms[LossTerm.CROSS_ENTROPY.ordinal()] = mean.terms()[LossTerm.CROSS_ENTROPY.ordinal()];
    return new GradientSum.Mean(mean.loss(), terms, mean.accuracy(), mean.cells(), mean.gradient());
  }

  /** Stops before values are taken over that are none. */
  private StepLog checked(TrainingState state, GradientSum.Mean mean, double[] numbers) {
    StepLog step = log(state, mean);
    if (!Double.isFinite(mean.loss() + FlatSums.sum(numbers))) {
      throw TrainingStopped.notFinite(step);
    }
    if (state.losses.diverges(mean.loss())) {
      throw TrainingStopped.diverged(step, state.losses);
    }
    return step;
  }

  private void advance(TrainingState state, GradientSum.Mean mean, double norm, int steps) {
    for (int i = 0; i < steps; i++) {
      if (!plan.headOnly(state.epoch)) {
        int adapterStep = plan.adapterStep(state.epoch, state.step);
        state
            .ranks
            .afterStep(state.parameters, mean.gradient(), adapterStep, plan.rankSteps())
            .ifPresent(state::change);
      }
      state.step++;
      state.stepsDone++;
    }
    state.sums.add(mean, norm, steps);
  }

  private void endEpoch(TrainingState state) {
    long started = System.nanoTime();
    double rate = state.sums.cellsPerSecond();
    Validation validation = gradients.validate(state.parameters);
    state.sums.addSeconds((System.nanoTime() - started) / 1e9);
    EpochLog epoch = log(state, validation, rate);
    if (stopping.patience() > 0 && Double.isNaN(epoch.valMacroF1())) {
      throw new IllegalArgumentException(
          "Cannot stop early (no validation cell has a label): train.earlyStopping.patience "
              + stopping.patience());
    }
    state.log.add(epoch);
    if (!plan.headOnly(state.epoch)) {
      warnOfCollapse(validation, epoch);
      state.rankLog.addAll(
          RankRecord.of(state.parameters, plan.adapterStep(state.epoch, state.step - 1)));
      // Before that the best may have ranks that are not to be kept.
      if (plan.ranksAreFinal(state.epoch)) {
        state.best =
            state.best.after(epoch.epoch(), epoch.valMacroF1(), state.parameters, stopping);
      }
    }
    state.epoch++;
    state.step = 0;
    if (!plan.headOnly(state.epoch) && plan.headOnly(state.epoch - 1)) {
      state.losses.restart();
    }
    state.sums = new EpochSums();
    state.finished = state.epoch == plan.epochs() || state.best.tooLongAgo(stopping);
    tell(listener -> listener.epochEnded(epoch));
  }

  private void warnOfCollapse(Validation validation, EpochLog epoch) {
    if (validation.predictedClasses() == 1 && validation.presentLabels() > 1) {
      String warning =
          "epoch %d: one class is predicted for all %,d validation cells, which have %d"
              .formatted(epoch.epoch(), validation.cells(), validation.presentLabels());
      tell(listener -> listener.warned(warning));
    }
  }

  private StepLog log(TrainingState state, GradientSum.Mean mean) {
    return new StepLog(
        state.epoch + 1,
        plan.epochs(),
        state.step + 1,
        plan.stepsPerEpoch(),
        mean.loss(),
        mean.terms(),
        mean.cells());
  }

  private EpochLog log(TrainingState state, Validation validation, double cellsPerSecond) {
    int last = plan.stepsPerEpoch() - 1;
    return new EpochLog(
        state.epoch + 1,
        plan.epochs(),
        state.stepsDone,
        state.sums.loss(),
        state.sums.terms(),
        plan.rates(state.epoch, last).adapters(),
        state.sums.gradNorm(),
        validation.macroF1(),
        validation.predictedClasses(),
        validation.found().effectiveRank(),
        validation.found().meanCosine(),
        cellsPerSecond,
        state.sums.seconds());
  }

  private void tell(Consumer<TrainingListener> what) {
    listeners.forEach(what);
  }
}
