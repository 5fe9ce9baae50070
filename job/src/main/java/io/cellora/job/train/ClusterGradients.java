package io.cellora.job.train;

import io.cellora.lora.GradientSum;
import io.cellora.lora.StepPlan;
import io.cellora.lora.TrainableParameters;
import io.cellora.lora.TrainingBlocks;
import java.util.List;

/**
 * Gradients by Spark: each step is a job over the training blocks.
 *
 * @param validation blocks of the validation cells
 * @param cells training cells
 * @param labels classes of training plus those that occur in validation alone
 */
public record ClusterGradients(
    TrainingBlocks train, TrainingBlocks validation, StepPlan plan, long cells, int labels)
    implements Gradients {

  @Override
  public int stepsPerEpoch() {
    return plan.stepsPerEpoch(cells);
  }

  @Override
  public GradientSum.Mean mean(TrainableParameters parameters, int epoch, int step) {
    return train.step(parameters, plan, epoch, step);
  }

  @Override
  public GradientSum.Mean meanOfHead(TrainableParameters parameters, int epoch, int step) {
    return train.headStep(parameters, plan, epoch, step);
  }

  @Override
  public Validation validate(TrainableParameters parameters) {
    return validate(List.of(parameters)).get(0);
  }

  /** What several sets of parameters make of the validation cells, in one pass over them. */
  public List<Validation> validate(List<TrainableParameters> parameters) {
    int classes = parameters.get(0).layout().classes();
    return validation.evaluate(parameters, labels).stream()
        .map(found -> new Validation(found, labels, classes))
        .toList();
  }
}
