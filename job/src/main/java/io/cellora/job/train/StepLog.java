package io.cellora.job.train;

/**
 * A step that was taken.
 *
 * @param epoch counted from 1
 * @param step of the epoch, counted from 1
 * @param loss weighted sum of the terms, mean over the step's cells
 * @param terms as in {@link EpochLog}
 */
public record StepLog(
    int epoch, int epochs, int step, int stepsPerEpoch, double loss, double[] terms, long cells) {

  int stepsDone() {
    return (epoch - 1) * stepsPerEpoch + step;
  }

  int stepsLeft() {
    return epochs * stepsPerEpoch - stepsDone();
  }
}
