package io.cellora.job.config;

import org.apache.commons.math3.distribution.TDistribution;

/** Student's distribution, for two-sided intervals of 95 % of a mean over seeds. */
public final class Student {

  private static final double QUANTILE = 0.975;

  private Student() {}

  /** The quantile of 0.975; commons-math stops at 1e-9 unless told otherwise. */
  public static double quantile(int degrees) {
    return new TDistribution(null, degrees, 1e-14).inverseCumulativeProbability(QUANTILE);
  }
}
