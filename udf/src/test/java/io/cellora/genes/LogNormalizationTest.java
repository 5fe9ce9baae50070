package io.cellora.genes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogNormalizationTest {

  @Test
  void scalesToTenThousandThenTakesTheLogarithm() {
    double[] counts = {1, 3};
    new LogNormalizer().log1p10k(counts, counts.length);
    // numpy.log1p([2500, 7500])
    assertThat(counts[0]).isCloseTo(7.824445930877619, within(1e-14));
    assertThat(counts[1]).isCloseTo(8.922791623969637, within(1e-14));
  }

  @Test
  void leavesACellWithoutCountsAtZero() {
    double[] counts = {0, 0};
    new LogNormalizer().log1p10k(counts, counts.length);
    assertThat(counts).containsExactly(0, 0);
  }
}
