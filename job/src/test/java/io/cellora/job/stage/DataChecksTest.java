package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.spark.ml.linalg.SparseVector;
import org.junit.jupiter.api.Test;

class DataChecksTest {

  private static final int[] GENES = {0, 1, 2};

  @Test
  void countsComeBackAsWholeMultiplesUnlessTheyWereNormalisedTwice() {
    double[] counts = {1, 3, 8};
    double[] once = logNormalised(counts);
    double[] multiples = DataChecks.multiples(new SparseVector(3, GENES, once));
    assertThat(multiples[1]).isCloseTo(3, within(1e-9));
    assertThat(multiples[2]).isCloseTo(8, within(1e-9));
    double[] twice = DataChecks.multiples(new SparseVector(3, GENES, logNormalised(once)));
    assertThat(Math.abs(twice[2] - Math.rint(twice[2]))).isGreaterThan(0.01);
  }

  private static double[] logNormalised(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.log1p(values[i] * 1e4 / sum);
    }
    return out;
  }
}
