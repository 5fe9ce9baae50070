package io.cellora.job.config;

import java.util.List;
import java.util.Locale;

/**
 * What {@code bench train} trains.
 *
 * @param epochs of Cellora
 * @param batchSize cells in one step, over all workers
 * @param peerSteps of the peer, whose rate is that of its steps
 */
public record BenchTraining(Losses losses, int epochs, int batchSize, int workers, int peerSteps) {

  /** Checks the numbers. */
  public BenchTraining {
    BenchShardRequest.check("epochs", epochs, 1, Integer.MAX_VALUE);
    BenchShardRequest.check("workers", workers, 1, Integer.MAX_VALUE);
    BenchShardRequest.check("batch", batchSize, workers, Integer.MAX_VALUE);
    BenchShardRequest.check("peer-steps", peerSteps, 1, Integer.MAX_VALUE);
  }

  /** A sum of weighted losses: cross-entropy, triplets, reconstruction; 0 is off. */
  public enum Loss {
    CE(1, 0, 0),
    CE_TRIPLET_RECON(1, 0.1, 0.1);

    private final double crossEntropy;
    private final double triplet;
    private final double reconstruction;

    Loss(double crossEntropy, double triplet, double reconstruction) {
      this.crossEntropy = crossEntropy;
      this.triplet = triplet;
      this.reconstruction = reconstruction;
    }

    public double crossEntropy() {
      return crossEntropy;
    }

    public double triplet() {
      return triplet;
    }

    public double reconstruction() {
      return reconstruction;
    }

    /** As in names of numbers. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As the option has it: {@code ce-triplet-recon}. */
    @Override
    public String toString() {
      return key().replace('_', '-');
    }
  }

  /** Which of them are measured, one after the other. */
  public enum Losses {
    CE(Loss.CE),
    CE_TRIPLET_RECON(Loss.CE_TRIPLET_RECON),
    BOTH(Loss.CE, Loss.CE_TRIPLET_RECON);

    private final List<Loss> each;

    Losses(Loss... each) {
      this.each = List.of(each);
    }

    public List<Loss> each() {
      return each;
    }

    /** As the option has it: {@code ce-triplet-recon}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
