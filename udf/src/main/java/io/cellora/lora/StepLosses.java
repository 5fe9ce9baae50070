package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a step minimises: a weighted sum. Each term is a mean over the cells; triplets and
 * contrasts, which compare cells, are means over a worker's part of the batch, which then counts by
 * its cells.
 *
 * @param reconstruction weight of the frozen decoder's squared error, mean over genes
 * @param distillation weight of 1 - cosine to the frozen embedding
 */
public record StepLosses(
    CrossEntropy crossEntropy,
    Triplet triplet,
    SupCon supcon,
    double reconstruction,
    double distillation)
    implements Serializable {

  /**
   * Cross-entropy of the head.
   *
   * @param classWeights factor of each class [classes]; with a mean of 1 over the training cells
   *     the loss stays comparable
   * @param adjustment added to the scores in training [classes]: tau log prior (2007.07314)
   */
  public record CrossEntropy(
      double weight, double labelSmoothing, float[] classWeights, float[] adjustment)
      implements Serializable {

    /** Every class counts alike, nothing is added. */
    public static CrossEntropy plain(double weight, int classes) {
      float[] ones = new float[classes];
      Arrays.fill(ones, 1);
      return new CrossEntropy(weight, 0, ones, new float[classes]);
    }
  }

  /** Triplet loss on Euclidean distances of unit-length embeddings. */
  public record Triplet(double weight, double margin, Mining mining, Donors positives)
      implements Serializable {

    public static final Triplet OFF = new Triplet(0, 0.05, Mining.SEMIHARD, Donors.ACROSS);
  }

  /** Which negatives a pair of a class meets. */
  public enum Mining {
    /** One at random that is farther than the positive, but by less than the margin. */
    SEMIHARD,
    /** The one that violates the margin most. */
    HARD,
    /** All that violate the margin. */
    ALL
  }

  /** Which cells of a class make a pair. */
  public enum Donors {
    ANY,
    /** Those of different donors, as far as donors are known. */
    ACROSS
  }

  /** Supervised contrastive loss (2004.11362). */
  public record SupCon(double weight, double temperature) implements Serializable {

    public static final SupCon OFF = new SupCon(0, 0.1);
  }

  /** Cross-entropy alone. */
  public static StepLosses crossEntropy(int classes) {
    return new StepLosses(CrossEntropy.plain(1, classes), Triplet.OFF, SupCon.OFF, 0, 0);
  }

  double weight(LossTerm term) {
    return switch (term) {
      case CROSS_ENTROPY -> crossEntropy.weight();
      case TRIPLET -> triplet.weight();
      case SUPCON -> supcon.weight();
      case RECONSTRUCTION -> reconstruction;
      case DISTILLATION -> distillation;
    };
  }

  /** Whether a term is part of the sum; cross-entropy is always computed. */
  public boolean has(LossTerm term) {
    return term == LossTerm.CROSS_ENTROPY || weight(term) > 0;
  }

  /** The sum of the terms by their weights. */
  double total(double[] terms) {
    double sum = 0;
    for (LossTerm term : LossTerm.values()) {
      sum += has(term) ? weight(term) * terms[term.ordinal()] : 0;
    }
    return sum;
  }

  /** The script's argument h. */
  float[] hyperparameters(int genes) {
    return new float[] {
      (float) crossEntropy.weight(),
      (float) triplet.weight(),
      (float) supcon.weight(),
      (float) reconstruction,
      (float) distillation,
      (float) crossEntropy.labelSmoothing(),
      (float) triplet.margin(),
      triplet.mining().ordinal(),
      triplet.positives().ordinal(),
      (float) supcon.temperature(),
      genes
    };
  }
}
