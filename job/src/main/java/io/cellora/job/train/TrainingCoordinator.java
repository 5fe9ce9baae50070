package io.cellora.job.train;

import io.cellora.job.config.Settings;
import io.cellora.lora.BatchPlan;
import io.cellora.lora.GradientSum;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.TrainableParameters;
import io.cellora.lora.TrainingBlocks;
import java.util.Arrays;

/**
 * The driver's training loop: each step is a Spark job over the blocks, and its mean gradient moves
 * the parameters here. The result depends on the settings and the cells, not on the cluster.
 */
public final class TrainingCoordinator {

  private final Settings.Train settings;
  private final TrainingBlocks train;
  private final TrainingBlocks validation;
  private final int labels;
  private final TrainingListener listener;

  /**
   * @param validation null if there are no validation cells; it is only looked at, for the log
   * @param labels classes of training plus those that occur in validation alone
   */
  public TrainingCoordinator(
      Settings.Train settings,
      TrainingBlocks train,
      TrainingBlocks validation,
      int labels,
      TrainingListener listener) {
    this.settings = settings;
    this.train = train;
    this.validation = validation;
    this.labels = labels;
    this.listener = listener;
  }

  /** Trains from the initial parameters, which stay as they are, and answers the last ones. */
  public TrainableParameters train(TrainableParameters initial) {
    TrainableParameters parameters = initial.copy();
    TrainingPlan plan = TrainingPlan.of(settings, train.count());
    Optimizer optimizer = new Optimizer(settings, parameters.layout());
    for (int epoch = 0; epoch < plan.epochs(); epoch++) {
      trainEpoch(parameters, plan, optimizer, epoch);
    }
    return parameters;
  }

  private void trainEpoch(
      TrainableParameters parameters, TrainingPlan plan, Optimizer optimizer, int epoch) {
    long started = System.nanoTime();
    BatchPlan batches = TrainingPlan.batches(settings);
    float dropout = (float) settings.head().dropout();
    double loss = 0;
    double norm = 0;
    long cells = 0;
    for (int step = 0; step < plan.stepsPerEpoch(); step++) {
      GradientSum.Mean mean =
          GradientSum.mean(train.step(parameters, batches, dropout, epoch, step));
      checkFinite(mean, epoch, step);
      norm += optimizer.step(parameters.values(), mean.gradient(), plan, epoch, step);
      loss += mean.loss() * mean.cells();
      cells += mean.cells();
    }
    int last = plan.stepsPerEpoch() - 1;
    listener.epochEnded(
        new EpochLog(
            epoch + 1,
            plan.epochs(),
            (epoch + 1) * plan.stepsPerEpoch(),
            loss / cells,
            plan.headOnly(epoch) ? 0 : settings.learningRate() * plan.factor(epoch, last),
            norm / plan.stepsPerEpoch(),
            macroF1(parameters),
            (System.nanoTime() - started) / 1e9));
  }

  private double macroF1(TrainableParameters parameters) {
    if (validation == null) {
      return Double.NaN;
    }
    int classes = parameters.layout().classes();
    return MacroF1.of(validation.confusion(parameters, labels), labels, classes);
  }

  private static void checkFinite(GradientSum.Mean mean, int epoch, int step) {
    double sum = mean.loss();
    for (double g : mean.gradient()) {
      sum += g;
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalStateException(
          "Cannot continue training (the loss is "
              + mean.loss()
              + " or its gradient is not finite): epoch "
              + (epoch + 1)
              + ", step "
              + (step + 1)
              + "; try a smaller train.learningRate");
    }
  }

  /** Clips, then moves the head, and the adapters once they take part. */
  private static final class Optimizer {
    private final Settings.Train settings;
    private final AdamW adapters;
    private final AdamW head;
    private final int adapterSize;

    Optimizer(Settings.Train settings, ParameterLayout layout) {
      this.settings = settings;
      this.adapterSize = layout.adapterSize();
      AdamW.Constants constants =
          new AdamW.Constants(
              settings.beta1(), settings.beta2(), settings.epsilon(), settings.weightDecay());
      this.adapters = new AdamW(constants, 0, adapterSize);
      this.head = new AdamW(constants, adapterSize, layout.size());
    }

    /** Answers the gradient's norm before clipping. */
    double step(float[] values, double[] gradient, TrainingPlan plan, int epoch, int step) {
      boolean headOnly = plan.headOnly(epoch);
      if (headOnly) {
        Arrays.fill(gradient, 0, adapterSize, 0);
      }
      double norm = GradientClip.clip(gradient, settings.clipNorm());
      double factor = plan.factor(epoch, step);
      head.step(values, gradient, settings.headLearningRate() * factor);
      if (!headOnly) {
        adapters.step(values, gradient, settings.learningRate() * factor);
      }
      return norm;
    }
  }
}
