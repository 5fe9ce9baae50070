package io.cellora.job.train;

/**
 * Linear warm-up, then half a cosine down to a fraction of the peak.
 *
 * @param steps steps of the whole training
 * @param warmup steps until the peak is reached
 * @param finalFraction what is left of the peak at the end, 0 to 1
 */
public record LrSchedule(int steps, int warmup, double finalFraction) {

  public LrSchedule {
    if (steps < 1 || warmup < 0 || warmup > steps) {
      throw new IllegalArgumentException(
          "Invalid schedule: " + warmup + " warm-up steps of " + steps + ", expected 0 to all");
    }
  }

  /** What to multiply the peak learning rate with at a step, counted from 0. */
  public double factor(int step) {
    if (step < warmup) {
      return (step + 1.0) / warmup;
    }
    double progress = Math.min(1.0, (step - warmup) / (double) Math.max(1, steps - warmup));
    return finalFraction + (1 - finalFraction) * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
  }
}
