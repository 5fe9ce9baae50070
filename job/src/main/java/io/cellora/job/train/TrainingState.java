package io.cellora.job.train;

import io.cellora.job.config.Settings;
import io.cellora.lora.AdamW;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.RankChange;
import io.cellora.lora.RankRecord;
import io.cellora.lora.RankSchedule;
import io.cellora.lora.StepOptimizer;
import io.cellora.lora.TrainableParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a training has come to: parameters, moments, where it is, what it has seen. Steps move
 * it; a checkpoint is a copy of it.
 */
public final class TrainingState {

  static final String RANKS = "ranks";

  private final StepOptimizer.Rule rule;
  private final ParameterLayout first;
  final RankSchedule ranks;
  final LossWindow losses;
  final List<EpochLog> log;
  final List<RankRecord> rankLog;
  TrainableParameters parameters;
  StepOptimizer optimizer;
  EpochSums sums;
  BestEpoch best;
  int epoch;
  int step;
  int stepsDone;
  boolean finished;

  private TrainingState(Settings settings, ParameterLayout first, LossWindow losses) {
    this.rule = TrainingPlan.rule(settings.train());
    this.first = first;
    this.ranks = RankSchedule.of(settings.lora().dynamic().plan(), first);
    this.losses = losses;
    this.log = new ArrayList<>();
    this.rankLog = new ArrayList<>();
  }

  private void start(TrainableParameters from, AdamW.State moments) {
    parameters = from;
    optimizer = new StepOptimizer(rule, from.layout(), moments);
  }

  /** Nothing was done yet; the initial parameters stay as they are. */
  public static TrainingState initial(Settings settings, TrainableParameters initial) {
    LossWindow losses = new LossWindow(settings.train().divergence());
    TrainingState state = new TrainingState(settings, initial.layout(), losses);
    state.start(initial.copy(), AdamW.State.fresh(initial.layout().size()));
    state.sums = new EpochSums();
    state.best = BestEpoch.NONE;
    return state;
  }

  /**
   * The state as it was when the checkpoint was made.
   *
   * @param first the layout that the training began with
   */
  public static TrainingState resumed(
      Settings settings, ParameterLayout first, Checkpoint checkpoint) {
    LossWindow losses = new LossWindow(settings.train().divergence(), checkpoint.losses());
    TrainingState state = new TrainingState(settings, first, losses);
    ParameterLayout layout = first.withRanks(checkpoint.values().ranks());
    state.start(checkpoint.values().in(layout), checkpoint.moments());
    state.ranks.restore(checkpoint.extra().get(RANKS));
    state.log.addAll(checkpoint.log());
    state.rankLog.addAll(RankLog.of(first, checkpoint.extra()));
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
        extra());
  }

  private Map<String, double[]> extra() {
    Map<String, double[]> extra = new TreeMap<>(RankLog.numbers(first, rankLog));
    extra.put(RANKS, ranks.state());
    return extra;
  }

  /** Goes on with other ranks; what the optimiser knows of values that stay is kept. */
  void change(RankChange change) {
    AdamW.State before = optimizer.state();
    start(
        change.parameters(),
        new AdamW.State(
            change.carried(before.first()), change.carried(before.second()), before.steps()));
    rankLog.addAll(change.ranks());
  }

  /** Ranks by layer, after each epoch and each change. */
  public List<RankRecord> rankLog() {
    return List.copyOf(rankLog);
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
