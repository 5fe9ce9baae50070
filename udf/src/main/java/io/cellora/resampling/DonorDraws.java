package io.cellora.resampling;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws of whole donors; classifiers that are judged on the same donors are drawn the same. */
final class DonorDraws implements Draws {

  /** Fills in how often each donor is drawn. */
  interface Rule {
    void draw(SplittableRandom random, int[] times);
  }

  private final PairedCounts counts;
  private final Rule rule;
  private final SplittableRandom random;
  private final int[] times;

  DonorDraws(PairedCounts counts, long seed, Rule rule) {
    this.counts = counts;
    this.rule = rule;
    this.random = new SplittableRandom(seed);
    this.times = new int[counts.donors()];
  }

  static void withReplacement(SplittableRandom random, int[] times) {
    Arrays.fill(times, 0);
    for (int i = 0; i < times.length; i++) {
      times[random.nextInt(times.length)]++;
    }
  }

  static void coins(SplittableRandom random, int[] times) {
    for (int i = 0; i < times.length; i++) {
      times[i] = random.nextInt(2);
    }
  }

  @Override
  public void next(long[] drawn) {
    rule.draw(random, times);
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = times[counts.donor()[i]] * counts.n(i);
    }
  }
}
