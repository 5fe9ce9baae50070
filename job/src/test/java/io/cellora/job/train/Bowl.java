package io.cellora.job.train;

import io.cellora.lora.AdamW;
import io.cellora.lora.EmbeddingScale;
import io.cellora.lora.Evaluation;
import io.cellora.lora.GradientSum;
import io.cellora.lora.LocalSteps;
import io.cellora.lora.LoraConfig;
import io.cellora.lora.LossTerm;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.StepOptimizer;
import io.cellora.lora.TrainableParameters;
import io.cellora.weights.MlpWeights;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Gradients without cells: half the squared distance to 1 of every value, and noise that is a
 * function of epoch and step. Validation is told by a list of scores.
 */
final class Bowl implements Gradients {

  static final ParameterLayout LAYOUT = layout();
  static final int STEPS = 4;

  private final double[] share;
  private double poison = Double.NaN;
  private int poisonedEpoch = -1;
  private int poisonedStep = -1;
  private int epochsSeen;

  /**
   * @param share of 100 validation cells of two labels that are right after each epoch; -1: one
   *     class for all; NaN: no cells
   */
  Bowl(double... share) {
    this.share = share;
  }

  /** The loss of one step is this. */
  Bowl poisoned(int epoch, int step, double loss) {
    poison = loss;
    poisonedEpoch = epoch;
    poisonedStep = step;
    return this;
  }

  /** Validation goes on after so many epochs. */
  Bowl after(int epochs) {
    epochsSeen = epochs;
    return this;
  }

  static TrainableParameters start() {
    return TrainableParameters.initial(LAYOUT, EmbeddingScale.identity(2), 7);
  }

  @Override
  public int stepsPerEpoch() {
    return STEPS;
  }

  @Override
  public GradientSum.Mean mean(TrainableParameters parameters, int epoch, int step) {
    SplittableRandom noise = new SplittableRandom(1000L * epoch + step);
    double[] gradient = new double[parameters.values().length];
    double loss = 0;
    for (int i = 0; i < gradient.length; i++) {
      double distance = parameters.values()[i] - 1;
      loss += distance * distance / 2;
      gradient[i] = distance + 0.1 * noise.nextDouble();
    }
    if (epoch == poisonedEpoch && step == poisonedStep) {
      loss = poison;
    }
    double[] terms = new double[LossTerm.values().length];
    Arrays.fill(terms, Double.NaN);
    terms[LossTerm.CROSS_ENTROPY.ordinal()] = loss;
    return new GradientSum.Mean(loss, terms, 0, 10 + step, gradient);
  }

  @Override
  public GradientSum.Mean meanOfHead(TrainableParameters parameters, int epoch, int step) {
    return mean(parameters, epoch, step);
  }

  /** One worker: its own steps are the steps. */
  @Override
  public LocalSteps.Outcome local(
      TrainableParameters parameters, AdamW.State moments, LocalSteps steps) {
    TrainableParameters own = parameters.copy();
    StepOptimizer optimizer = new StepOptimizer(steps.rule(), own.layout(), moments);
    GradientSum.Mean last = null;
    double norm = 0;
    for (int i = 0; i < steps.rates().size(); i++) {
      last = mean(own, steps.epoch(), steps.first() + i);
      norm += optimizer.step(own.values(), last.gradient(), steps.rates().get(i));
    }
    return new LocalSteps.Outcome(last, norm / steps.rates().size(), own, optimizer.state());
  }

  @Override
  public Validation validate(TrainableParameters parameters) {
    double right = share[Math.min(epochsSeen++, share.length - 1)];
    long[] counts =
        right < 0
            ? new long[] {50, 0, 50, 0}
            : new long[] {Math.round(right), 50 - Math.round(right), 0, 50};
    if (Double.isNaN(right)) {
      counts = new long[4];
    }
    long cells = LongStream.of(counts).sum();
    return new Validation(new Evaluation(cells, counts, new double[] {1}, cells), 2, 2);
  }

  /** 3 -> 2 -> 2, rank 1, and a head 2 -> 2 -> 2. */
  private static ParameterLayout layout() {
    MlpWeights.Linear first = new MlpWeights.Linear("0", 3, 2, new float[6], new float[2]);
    MlpWeights.Linear last = new MlpWeights.Linear("1", 2, 2, new float[4], new float[2]);
    MlpWeights encoder =
        new MlpWeights(
            List.of(new MlpWeights.HiddenBlock(first, new float[2], new float[2], 0.25f)), last);
    return ParameterLayout.of(encoder, new LoraConfig(1, 1, List.of("all-linear")), 2, 2);
  }
}
