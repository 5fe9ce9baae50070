package io.cellora.job.plan;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.PlanRequest.Atlas;
import io.cellora.job.config.PlanRequest.Cluster;

/**
 * Seconds of the frozen baselines that learn in no steps of their own. Small runs only show what
 * does not depend on cells; the rest is multiplications, counted, at the rate of the encoder's.
 */
final class Baselines {

  /** Of L-BFGS, over all cells: assumed, it takes as many as it needs. */
  private static final double ROUNDS = 200;

  private static final double FEWER_ROUNDS = 4;
  private static final double MORE_ROUNDS = 10;

  /** Each round goes from the cells to the scores and back. */
  private static final int WAYS = 2;

  private final Measured measured;
  private final Atlas atlas;
  private final Cluster cluster;
  private final Training training;

  Baselines(Measured measured, Atlas atlas, Cluster cluster, Training training) {
    this.measured = measured;
    this.atlas = atlas;
    this.cluster = cluster;
    this.training = training;
  }

  /** Logistic regressions: the one on embeddings is always there. */
  Range fits() {
    Range all = fit(atlas.latent(), RunFigures.BASELINES, 1);
    return has(BaselineHead.LOGISTIC_GENES)
        ? all.plus(fit(atlas.nonzeros(), RunFigures.GENES, coefficients()))
        : all;
  }

  /** Of the fit on genes, over those of the measured one: the driver moves each of them. */
  private double coefficients() {
    return (double) atlas.genes()
        * atlas.classes()
        / ((double) measured.runs().genes() * measured.runs().classes());
  }

  private Range fit(int inputs, String stage, double size) {
    double flops = ROUNDS * WAYS * training.cells() * inputs * atlas.classes();
    double fixed = measured.runs().lines().get(stage).fixed() * size;
    double seconds = flops * measured.embedFlop() / cluster.allCores();
    return Range.around(seconds, FEWER_ROUNDS, MORE_ROUNDS)
        .plus(Range.around(fixed, FEWER_ROUNDS, MORE_ROUNDS));
  }

  /** Every held-out cell is compared with every training cell. */
  double neighbours() {
    if (!has(BaselineHead.KNN50)) {
      return 0;
    }
    double pairs = (double) training.cells() * (atlas.cells() - training.cells());
    return pairs * atlas.latent() * measured.embedFlop() / cluster.allCores();
  }

  private boolean has(BaselineHead head) {
    return training.settings().baseline().heads().contains(head);
  }
}
