package io.cellora.job.config;

import io.cellora.lora.StepLosses;

/**
 * What a training step minimises: weights of the terms, and how each is taken.
 *
 * @param logitAdjustment tau of tau log prior, added to the scores in training (2007.07314)
 */
public record LossSettings(
    double crossEntropy,
    double labelSmoothing,
    ClassWeights classWeights,
    double logitAdjustment,
    Triplet triplet,
    SupCon supcon,
    double reconstruction,
    double distillation) {

  /** How much a cell of each class counts in the cross-entropy. */
  public enum ClassWeights {
    NONE,
    /** Inversely to the class's training cells. */
    BALANCED
  }

  /** The triplet loss. */
  public record Triplet(
      double weight, double margin, StepLosses.Mining mining, boolean acrossDonors) {}

  /** The supervised contrastive loss. */
  public record SupCon(double weight, double temperature) {}

  /**
   * The losses over a training set.
   *
   * @param classCells training cells of each class
   */
  public StepLosses of(long[] classCells) {
    StepLosses.Donors positives =
        triplet.acrossDonors() ? StepLosses.Donors.ACROSS : StepLosses.Donors.ANY;
    return new StepLosses(
        new StepLosses.CrossEntropy(
            crossEntropy, labelSmoothing, weights(classCells), adjustment(classCells)),
        new StepLosses.Triplet(triplet.weight(), triplet.margin(), triplet.mining(), positives),
        new StepLosses.SupCon(supcon.weight(), supcon.temperature()),
        reconstruction,
        distillation);
  }

  /** Of mean 1 over the cells, so that the loss stays comparable. */
  private float[] weights(long[] classCells) {
    float[] weights = new float[classCells.length];
    double classes = occurring(classCells);
    for (int i = 0; i < weights.length; i++) {
      boolean balanced = classWeights == ClassWeights.BALANCED && classCells[i] > 0;
      weights[i] = balanced ? (float) (total(classCells) / classes / classCells[i]) : 1;
    }
    return weights;
  }

  private float[] adjustment(long[] classCells) {
    float[] adjustment = new float[classCells.length];
    for (int i = 0; i < adjustment.length && logitAdjustment > 0; i++) {
      double prior = Math.max(1, classCells[i]) / total(classCells);
      adjustment[i] = (float) (logitAdjustment * StrictMath.log(prior));
    }
    return adjustment;
  }

  private static double total(long[] classCells) {
    long sum = 0;
    for (long cells : classCells) {
      sum += cells;
    }
    return sum;
  }

  private static int occurring(long[] classCells) {
    int count = 0;
    for (long cells : classCells) {
      count += cells > 0 ? 1 : 0;
    }
    return count;
  }
}
