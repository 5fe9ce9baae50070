package io.cellora.job.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Beta;

/** Tests of two classifiers on the same cells, and what several tests at once make of them. */
final class PairedTest {

  private PairedTest() {}

  /**
   * McNemar's exact test, two-sided: how likely the cells that only one of the two gets right fall
   * at least as unevenly if both were equally good. statsmodels: {@code mcnemar(exact=True)}.
   */
  static double mcNemar(long onlyFirst, long onlySecond) {
    if (onlyFirst + onlySecond == 0) {
      return 1;
    }
    double fewer = Math.min(onlyFirst, onlySecond);
    double more = Math.max(onlyFirst, onlySecond);
    // The binomial distribution at 1/2, by the tail that does not vanish beside 1.
    return Math.min(1, 2 * Beta.regularizedBeta(0.5, more, fewer + 1));
  }

  /** Holm's step-down correction. statsmodels: {@code multipletests(method="holm")}. */
  static double[] holm(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] corrected = new double[values.length];
    double most = 0;
    for (int i = 0; i < order.length; i++) {
      most = Math.max(most, Math.min(1, (values.length - i) * values[order[i]]));
      corrected[order[i]] = most;
    }
    return corrected;
  }

  /** Holm's correction within each family: values of the same name. */
  static double[] holm(double[] values, String[] families) {
    double[] corrected = new double[values.length];
    for (String family : Arrays.stream(families).distinct().toList()) {
      int[] members =
          IntStream.range(0, values.length).filter(i -> families[i].equals(family)).toArray();
      double[] own = holm(Arrays.stream(members).mapToDouble(i -> values[i]).toArray());
      for (int i = 0; i < members.length; i++) {
        corrected[members[i]] = own[i];
      }
    }
    return corrected;
  }
}
