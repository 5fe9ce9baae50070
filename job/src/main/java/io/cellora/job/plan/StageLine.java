package io.cellora.job.plan;

/**
 * Seconds of a stage on one core: a fixed part that more cores do not shorten, and one for each
 * unit of work, which they share. Small runs hardly show the latter: a tenth of the largest one's
 * time is assumed to be of that kind, where less was found.
 */
record StageLine(double fixed, double coreSecondsPerUnit) {

  private static final double UNSEEN = 0.1;

  /**
   * Fits runs of several sizes.
   *
   * @param units of each run
   * @param seconds of each run
   * @param cores that shared the units
   */
  static StageLine fit(double[] units, double[] seconds, int cores) {
    int largest = 0;
    for (int i = 1; i < units.length; i++) {
      largest = units[i] > units[largest] ? i : largest;
    }
    double least = UNSEEN * seconds[largest] * cores / units[largest];
    double slope = Math.max(least, units.length > 1 ? slope(units, seconds) * cores : 0);
    double fixed = 0;
    for (int i = 0; i < units.length; i++) {
      fixed += Math.max(0, seconds[i] - slope * units[i] / cores) / units.length;
    }
    return new StageLine(fixed, slope);
  }

  private static double slope(double[] units, double[] seconds) {
    double[][] design = new double[units.length][];
    for (int i = 0; i < units.length; i++) {
      design[i] = new double[] {1, units[i]};
    }
    return LeastSquares.fit(design, seconds)[1];
  }

  double seconds(double units, int cores) {
    return fixed + coreSecondsPerUnit * units / cores;
  }
}
