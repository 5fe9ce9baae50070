package io.cellora.job.train;

import io.cellora.lora.LossTerm;
import java.util.ArrayList;
import java.util.List;

/** Training cannot go on: the loss is no number, or it left its best far behind. */
public final class TrainingStopped extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private TrainingStopped(String message) {
    super(message);
  }

  static TrainingStopped notFinite(StepLog step) {
    return new TrainingStopped(
        "Cannot continue training (the loss or its gradient is not finite): " + describe(step));
  }

  static TrainingStopped diverged(StepLog step, LossWindow losses) {
    return new TrainingStopped(
        "Cannot continue training (the mean loss of the last steps is %.4g, its best was %.4g): %s"
            .formatted(losses.mean(), losses.best(), describe(step)));
  }

  /** The same, of an arm, with what is left of it. */
  public TrainingStopped of(String training, String lastCheckpoint) {
    TrainingStopped named =
        new TrainingStopped(
            "%s of %s; the last good checkpoint is %s; try a smaller train.learningRate"
                .formatted(getMessage(), training, lastCheckpoint));
    named.initCause(getCause());
    named.setStackTrace(getStackTrace());
    return named;
  }

  private static String describe(StepLog step) {
    List<String> terms = new ArrayList<>(List.of("loss %.4g".formatted(step.loss())));
    for (LossTerm term : LossTerm.values()) {
      double value = step.terms()[term.ordinal()];
      if (!Double.isNaN(value) || Double.isNaN(step.loss())) {
        terms.add("%s %.4g".formatted(term.column(), value));
      }
    }
    return "epoch %d, step %d (%s)".formatted(step.epoch(), step.step(), String.join(", ", terms));
  }
}
