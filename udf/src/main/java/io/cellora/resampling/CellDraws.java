package io.cellora.resampling;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;

/**
 * Draws that treat every cell alike, so that only how many of an entry are drawn matters: the sum
 * of n Poisson(1) is a Poisson(n), of n coins a Binomial(n, 1/2). An entry draws from a stream of
 * its own, which its key decides.
 */
final class CellDraws implements Draws {

  private final SplittableRandom[] streams;
  private final CountTable[] tables;

  /**
   * @param drawn entries that are not drawn stay at 0
   */
  CellDraws(PairedCounts counts, long seed, LongFunction<CountTable> table, IntPredicate drawn) {
    this.streams = new SplittableRandom[counts.size()];
    this.tables = new CountTable[counts.size()];
    long mask = new SplittableRandom(seed).nextLong();
    Map<Long, CountTable> byCount = new HashMap<>();
    for (int i = 0; i < tables.length; i++) {
      if (drawn.test(i)) {
        streams[i] = new SplittableRandom(counts.cells().key()[i] ^ mask);
        tables[i] = byCount.computeIfAbsent(counts.n(i), table::apply);
      }
    }
  }

  @Override
  public void next(long[] drawn) {
    for (int i = 0; i < tables.length; i++) {
      drawn[i] = tables[i] == null ? 0 : tables[i].quantile(streams[i].nextDouble());
    }
  }
}
