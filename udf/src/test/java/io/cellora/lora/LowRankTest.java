package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.weights.LoraPair;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decomposition of B A against numpy's of the whole product. */
class LowRankTest {

  static Stream<JsonNode> cases() {
    JsonNode cases = Fixtures.json("lora/ranks_expected.json").get("svd");
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singularValuesAreThoseOfTheProduct(JsonNode oracle) {
    double[] expected = Fixtures.doubles(oracle.get("singular_values"));
    assertThat(LowRank.of(pair(oracle)).values()).containsExactly(expected, within(1e-9));
    double[] spectrum = LowRank.spectrum(pair(oracle));
    assertThat(Arrays.copyOf(spectrum, expected.length)).containsExactly(expected, within(1e-6));
    assertThat(Arrays.stream(spectrum).skip(expected.length)).allMatch(value -> value < 1e-6);
    assertThat(EffectiveRank.ofSingularValues(expected))
        .isCloseTo(oracle.get("effective_rank").asDouble(), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFewestDirectionsThatHoldAnEnergyAreKept(JsonNode oracle) {
    LowRank svd = LowRank.of(pair(oracle));
    oracle
        .get("rank_holding")
        .fields()
        .forEachRemaining(
            kept -> {
              int rank = svd.rankHolding(Double.parseDouble(kept.getKey()));
              assertThat(rank).isEqualTo(kept.getValue().asInt());
              assertThat(svd.energyOf(rank))
                  .isGreaterThanOrEqualTo(Double.parseDouble(kept.getKey()));
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void truncatedFactorsGiveTheBestApproximation(JsonNode oracle) {
    LoraPair pair = pair(oracle);
    LowRank svd = LowRank.of(pair);
    float[] expected = Fixtures.floats(oracle.get("best_of_rank_2"));
    assertThat(product(svd.a(2), svd.b(2), 2)).containsExactly(expected, within(1e-5f));
    int all = svd.values().length;
    assertThat(product(svd.a(all), svd.b(all), all))
        .containsExactly(product(pair.a(), pair.b(), pair.r()), within(1e-5f));
  }

  @Test
  void anAdapterThatNeverLearntHasOneDirectionAndNoEffectiveRank() {
    LoraPair fresh = new LoraPair(2, 4, false, new float[] {1, 2, 3, 4, 5, 6}, new float[8], 3, 4);
    assertThat(LowRank.of(fresh).rankHolding(0.9)).isEqualTo(1);
    assertThat(LowRank.of(fresh).energyOf(1)).isEqualTo(1);
    assertThat(LowRank.of(fresh).effectiveRank()).isZero();
    assertThat(LowRank.spectrum(fresh)).containsOnly(0);
  }

  @Test
  void directionsThatHoldNothingAreNotKeptEvenForAllTheEnergy() {
    float[] twice = {1, 2, 3, 1, 2, 3};
    LoraPair pair = new LoraPair(2, 4, false, twice, new float[] {1, 0, 0, 1, 1, 1, 0, 0}, 3, 4);
    assertThat(LowRank.of(pair).rankHolding(1 - 1e-12)).isEqualTo(1);
  }

  private static LoraPair pair(JsonNode oracle) {
    return new LoraPair(
        oracle.get("r").asInt(),
        1,
        false,
        Fixtures.floats(oracle.get("a")),
        Fixtures.floats(oracle.get("b")),
        oracle.get("in").asInt(),
        oracle.get("out").asInt());
  }

  /** B A, row-major. */
  static float[] product(float[] a, float[] b, int r) {
    int in = a.length / r;
    float[] product = new float[b.length / r * in];
    for (int i = 0; i < product.length; i++) {
      double sum = 0;
      for (int k = 0; k < r; k++) {
        sum += (double) b[i / in * r + k] * a[k * in + i % in];
      }
      product[i] = (float) sum;
    }
    return product;
  }
}
