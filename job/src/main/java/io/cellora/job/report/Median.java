package io.cellora.job.report;

import java.util.Arrays;
import java.util.List;

/** The middle of some numbers. */
final class Median {

  private Median() {}

  static double of(List<Double> numbers) {
    double[] sorted = numbers.stream().mapToDouble(s -> s).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
