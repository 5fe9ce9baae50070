package io.cellora.job.train;

import io.cellora.lora.GradientSum;
import io.cellora.lora.LossTerm;

/** Sums over the steps of an epoch that is under way; they move on with each step. */
final class EpochSums {

  private static final int LOSS = 0;
  private static final int NORM = 1;
  private static final int CELLS = 2;
  private static final int STEPS = 3;
  private static final int SECONDS = 4;
  private static final int TERMS = 5;

  private final double[] sums;

  EpochSums() {
    this(new double[TERMS + LossTerm.values().length]);
  }

  /** Goes on from the numbers of a checkpoint. */
  EpochSums(double[] sums) {
    this.sums = sums.clone();
  }

  double[] numbers() {
    return sums.clone();
  }

  void add(GradientSum.Mean mean, double norm, int steps) {
    sums[LOSS] += mean.loss() * mean.cells();
    sums[NORM] += norm * steps;
    sums[CELLS] += mean.cells();
    sums[STEPS] += steps;
    for (int i = 0; i < mean.terms().length; i++) {
      sums[TERMS + i] += mean.terms()[i] * mean.cells();
    }
  }

  /** Time is measured apart, because it may not stand in the way of equal sums. */
  void addSeconds(double seconds) {
    sums[SECONDS] += seconds;
  }

  double loss() {
    return sums[LOSS] / sums[CELLS];
  }

  double gradNorm() {
    return sums[NORM] / sums[STEPS];
  }

  double seconds() {
    return sums[SECONDS];
  }

  double cellsPerSecond() {
    return sums[CELLS] / sums[SECONDS];
  }

  /** Means over the cells, in the order of {@link LossTerm}. */
  double[] terms() {
    double[] terms = new double[LossTerm.values().length];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = sums[TERMS + i] / sums[CELLS];
    }
    return terms;
  }
}
