package io.cellora.job.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class DemoRandomTest {

  private static final int DRAWS = 100_000;

  @Test
  void gammaPoissonHasItsMeanAndVariance() {
    for (double mean : new double[] {0.05, 1, 20, 300}) {
      double[] draws = draws(random -> random.gammaPoisson(mean, 4));
      double variance = mean + mean * mean / 4;
      assertThat(mean(draws)).isCloseTo(mean, within(5 * Math.sqrt(variance / DRAWS)));
      assertThat(variance(draws) / variance).isCloseTo(1, within(0.05));
    }
  }

  @Test
  void gammaPoissonIsZeroAsOftenAsTheLawSays() {
    double zeros = mean(draws(random -> random.gammaPoisson(1, 4) == 0 ? 1 : 0));
    assertThat(zeros).isCloseTo(Math.pow(4 / 5.0, 4), within(0.01));
  }

  @Test
  void normalHasItsMeanAndDeviation() {
    double[] draws = draws(random -> random.normal(3));
    assertThat(mean(draws)).isCloseTo(0, within(0.05));
    assertThat(variance(draws)).isCloseTo(9, within(0.2));
  }

  @Test
  void headsAreHalfOfTheTosses() {
    assertThat(mean(draws(random -> random.heads(10)))).isCloseTo(5, within(0.03));
  }

  @Test
  void streamsDifferByEachPartOfTheKey() {
    double base = DemoRandom.of(1, "a", 2, 3).uniform();
    assertThat(DemoRandom.of(1, "a", 2, 3).uniform()).isEqualTo(base);
    assertThat(
            new double[] {
              DemoRandom.of(2, "a", 2, 3).uniform(),
              DemoRandom.of(1, "b", 2, 3).uniform(),
              DemoRandom.of(1, "a", 3, 2).uniform(),
              DemoRandom.of(1, "a", 2).uniform()
            })
        .doesNotContain(base)
        .doesNotHaveDuplicates();
  }

  @Test
  void shuffleKeepsTheValuesAndMovesThem() {
    Integer[] values = new Integer[100];
    Arrays.setAll(values, i -> i);
    Integer[] shuffled = values.clone();
    DemoRandom.of(1, "shuffle").shuffle(shuffled);
    assertThat(shuffled).containsExactlyInAnyOrder(values).isNotEqualTo(values);
  }

  private static double[] draws(ToDoubleFunction<DemoRandom> draw) {
    DemoRandom random = DemoRandom.of(7, "test");
    double[] draws = new double[DRAWS];
    Arrays.setAll(draws, i -> draw.applyAsDouble(random));
    return draws;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values)
        .map(value -> (value - mean) * (value - mean))
        .average()
        .orElseThrow();
  }
}
