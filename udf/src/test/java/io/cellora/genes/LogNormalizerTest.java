package io.cellora.genes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogNormalizerTest {

  private static double[] plain(double[] counts, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += counts[i];
    }
    double[] normalised = counts.clone();
    for (int i = 0; i < n && sum != 0; i++) {
      normalised[i] = Math.log1p(counts[i] * 1e4 / sum);
    }
    return normalised;
  }

  @Test
  void cellAfterCellGivesTheNumbersOfThePlainFormulaBitForBit() {
    LogNormalizer normalizer = new LogNormalizer();
    Random random = new Random(1);
    for (int cell = 0; cell < 200; cell++) {
      double[] counts = random.doubles(50).map(d -> Math.floor(600 * d * d * d)).toArray();
      counts[random.nextInt(50)] = 0.25;
      int n = 1 + random.nextInt(50);
      double[] expected = plain(counts, n);
      normalizer.log1p10k(counts, n);
      assertThat(counts).containsExactly(expected);
    }
  }

  @Test
  void aCellWithoutCountsStaysAsItIs() {
    double[] counts = {0, 0, 7};
    new LogNormalizer().log1p10k(counts, 2);
    assertThat(counts).containsExactly(0, 0, 7);
  }
}
