package io.cellora.job.plan;

/**
 * Seconds of a stage on one core: a fixed part that more cores do not shorten, and one for each
 * unit of work, which they share.
 */
record StageLine(double fixed, double coreSecondsPerUnit) {

  /**
   * Fits runs of several sizes.
   *
   * @param units of each run
   * @param seconds of each run
   * @param cores that shared the units
   */
  static StageLine fit(double[] units, double[] seconds, int cores) {
    double[][] design = new double[units.length][];
    for (int i = 0; i < units.length; i++) {
      design[i] = new double[] {1, units[i] / cores};
    }
    double[] costs = LeastSquares.fit(design, seconds);
    return new StageLine(costs[0], costs[1]);
  }

  double seconds(double units, int cores) {
    return fixed + coreSecondsPerUnit * units / cores;
  }
}
