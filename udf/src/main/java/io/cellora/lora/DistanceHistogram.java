package io.cellora.lora;

import java.io.Serializable;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts of cosine distances by bins that are narrow where distances are small: the sum of counts
 * does not depend on the order of the cells, as a percentile that is estimated on the way would.
 */
final class DistanceHistogram implements Serializable {

  private static final long serialVersionUID = 1;

  /** Bins from 0 to 2: at 0.01 they are 0.00001 wide. */
  private static final int BINS = 1 << 16;

  private DistanceHistogram() {}

  static int bin(double distance) {
    return (int) Math.min(BINS - 1, Math.sqrt(distance / 2) * BINS);
  }

  /** The largest distance of a bin. */
  static double edge(int bin) {
    double root = (bin + 1.0) / BINS;
    return 2 * root * root;
  }

  /** The percentiles 0 to 100, each the edge of the bin that holds it. */
  static double[] percentiles(Map<Integer, Long> counts) {
    NavigableMap<Integer, Long> sorted = new TreeMap<>(counts);
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    double[] percentiles = new double[TrainingProfile.PERCENTILES];
    int next = 0;
    long seen = 0;
    for (Map.Entry<Integer, Long> bin : sorted.entrySet()) {
      seen += bin.getValue();
      while (next < percentiles.length && seen * 100 >= all * next) {
        percentiles[next++] = edge(bin.getKey());
      }
    }
    return percentiles;
  }
}
