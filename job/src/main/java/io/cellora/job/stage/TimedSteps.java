package io.cellora.job.stage;

import io.cellora.job.report.TrainRate;
import io.cellora.job.train.Gradients;
import io.cellora.job.train.StepLog;
import io.cellora.job.train.TrainingListener;
import io.cellora.job.train.TrainingState;
import io.cellora.job.train.Validation;
import io.cellora.lora.AdamW;
import io.cellora.lora.GradientSum;
import io.cellora.lora.LocalSteps;
import io.cellora.lora.LossTerm;
import io.cellora.lora.StepPlan;
import io.cellora.lora.TrainableParameters;
import io.cellora.lora.TrainingBlocks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gradients of blocks, without validation, that keep what each step took and lost. */
final class TimedSteps implements Gradients, TrainingListener {

  private static final double NANOS = 1e9;

  private final TrainingBlocks blocks;
  private final StepPlan plan;
  private final long all;
  private final List<Long> cells = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> updates = new ArrayList<>();
  private final Map<String, List<Double>> losses = new LinkedHashMap<>();
  private long started;
  private long summed;

  /**
   * @param all cells of the blocks
   */
  TimedSteps(TrainingBlocks blocks, StepPlan plan, long all) {
    this.blocks = blocks;
    this.plan = plan;
    this.all = all;
  }

  /** The first step begins. */
  void start() {
    started = System.nanoTime();
  }

  @Override
  public int stepsPerEpoch() {
    return plan.stepsPerEpoch(all);
  }

  @Override
  public GradientSum.Mean mean(TrainableParameters parameters, int epoch, int step) {
    GradientSum.Mean mean = blocks.step(parameters, plan, epoch, step);
    summed = System.nanoTime();
    return mean;
  }

  @Override
  public GradientSum.Mean meanOfHead(TrainableParameters parameters, int epoch, int step) {
    throw new IllegalStateException("Cannot measure steps of the head alone");
  }

  @Override
  public LocalSteps.Outcome local(
      TrainableParameters parameters, AdamW.State moments, LocalSteps steps) {
    throw new IllegalStateException("Cannot measure local steps");
  }

  @Override
  public Validation validate(TrainableParameters parameters) {
    return Validation.NONE;
  }

  @Override
  public void stepEnded(TrainingState state, StepLog step) {
    long now = System.nanoTime();
    seconds.add((now - started) / NANOS);
    updates.add((now - summed) / NANOS);
    started = now;
    cells.add(step.cells());
    put(TrainRate.TOTAL, step.loss());
    for (LossTerm term : LossTerm.values()) {
      if (plan.losses().has(term)) {
        put(term.column(), step.terms()[term.ordinal()]);
      }
    }
  }

  private void put(String term, double value) {
    losses.computeIfAbsent(term, t -> new ArrayList<>()).add(value);
  }

  /** Of each step. */
  List<Long> cells() {
    return cells;
  }

  /** From the end of the step before, so that nothing is left out. */
  List<Double> seconds() {
    return seconds;
  }

  /** Of the optimiser, and whatever the driver does once it has a mean. */
  List<Double> updates() {
    return updates;
  }

  /** Of the first steps, by term. */
  Map<String, List<Double>> losses(int first) {
    Map<String, List<Double>> few = new LinkedHashMap<>();
    losses.forEach((term, of) -> few.put(term, of.subList(0, Math.min(first, of.size()))));
    return few;
  }
}
