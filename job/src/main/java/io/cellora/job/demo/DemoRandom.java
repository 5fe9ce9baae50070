package io.cellora.job.demo;

import java.util.SplittableRandom;

/**
 * Random numbers keyed by what they are for, so that no cell depends on what was drawn before it;
 * StrictMath throughout, so that every machine draws the same.
 */
final class DemoRandom {

  private final SplittableRandom random;

  private DemoRandom(long seed) {
    this.random = new SplittableRandom(seed);
  }

  static DemoRandom of(long seed, String purpose, long... keys) {
    long hash = mix(seed) ^ purpose.hashCode();
    for (long key : keys) {
      hash = mix(hash) ^ key;
    }
    return new DemoRandom(mix(hash));
  }

  /** Uniform in [0, 1). */
  double uniform() {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return (int) (uniform() * bound);
  }

  /** Normal with mean 0, by Box and Muller. */
  double normal(double deviation) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return deviation * radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }

  /**
   * Gamma-Poisson (negative binomial) with the mean and the whole-number shape, by inversion: the
   * variance is mean + mean^2 / shape.
   */
  int gammaPoisson(double mean, int shape) {
    double rest = shape / (shape + mean);
    double probability = 1;
    for (int i = 0; i < shape; i++) {
      probability *= rest;
    }
    double left = uniform() - probability;
    int count = 0;
    // the second test ends the walk where rounding leaves a crumb above the whole distribution
    while (left >= 0 && (probability > 1e-18 || count < mean)) {
      probability *= (1 - rest) * (count + shape) / (count + 1);
      left -= probability;
      count++;
    }
    return count;
  }

  /** How many of the tosses of a fair coin show heads. */
  int heads(int tosses) {
    int heads = 0;
    for (int i = 0; i < tosses; i++) {
      heads += (int) (random.nextLong() >>> 63);
    }
    return heads;
  }

  <T> void shuffle(T[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int other = below(i + 1);
      T held = values[i];
      values[i] = values[other];
      values[other] = held;
    }
  }

  private static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
