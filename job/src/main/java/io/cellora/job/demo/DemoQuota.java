package io.cellora.job.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How many cells of each type a shard holds: the shares, rounded by the largest remainder. */
final class DemoQuota {

  private DemoQuota() {}

  /** One type a cell, each type as often as its share says, in the order of the types. */
  static DemoType[] types(DemoSplit split, int cells) {
    List<DemoType> types = DemoTaxonomy.types(split);
    int[] counts = counts(types.stream().mapToDouble(type -> type.share(split)).toArray(), cells);
    List<DemoType> all = new ArrayList<>();
    for (int type = 0; type < counts.length; type++) {
      for (int cell = 0; cell < counts[type]; cell++) {
        all.add(types.get(type));
      }
    }
    return all.toArray(DemoType[]::new);
  }

  static int[] counts(double[] shares, int cells) {
    int[] counts = new int[shares.length];
    int left = cells;
    for (int i = 0; i < shares.length; i++) {
      counts[i] = (int) (shares[i] * cells);
      left -= counts[i];
    }
    List<Integer> byRemainder =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> counts[i] - shares[i] * cells))
            .toList();
    for (int i = 0; i < left; i++) {
      counts[byRemainder.get(i % shares.length)]++;
    }
    return counts;
  }
}
