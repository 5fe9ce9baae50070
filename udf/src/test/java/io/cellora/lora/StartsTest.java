package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.weights.LoraInit;
import io.cellora.weights.LoraPair;
import io.cellora.weights.MlpWeights;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where adapters start, against peft. */
class StartsTest {

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();
  private final EmbeddingScale scale = EmbeddingScale.identity(4);

  static Stream<JsonNode> cases() {
    JsonNode cases = Fixtures.json("lora/ranks_expected.json").get("starts");
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theMovingHalfStartsAsPeftsAdapter(JsonNode oracle) {
    LoraInit init = LoraInit.valueOf(oracle.get("init").asText().toUpperCase(Locale.ROOT));
    TrainableParameters start = start(init, oracle.get("rslora").asBoolean());
    for (ParameterLayout.Linear linear : start.layout().adapted()) {
      LoraPair whole = start.layout().pair(linear, start.values());
      assertThat(whole.r()).isEqualTo(4);
      float[] moving = half(whole, 0);
      float[] expected = Fixtures.floats(oracle.get("deltas").get(linear.name()));
      assertThat(moving).containsExactly(expected, within(1e-5f));
      float[] companion = half(whole, 2);
      for (int i = 0; i < moving.length; i++) {
        assertThat(companion[i]).isEqualTo(-moving[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LoraInit.class)
  void anAdapterStartsWithoutEffectHoweverItStarts(LoraInit init) {
    TrainableParameters start = start(init, false);
    start
        .adapter()
        .mergedInto(weights)
        .linears()
        .forEach(
            linear ->
                assertThat(linear.weight())
                    .containsExactly(weights.linear(linear.name()).weight(), within(1e-6f)));
    assertThat(start.adapter().layers().values()).noneMatch(pair -> allZero(pair.a()));
  }

  @Test
  void theCompanionsValuesAndNoOthersAreFrozen() {
    TrainableParameters start = start(LoraInit.PISSA, false);
    BitSet frozen = start.layout().frozen();
    assertThat(frozen.cardinality()).isEqualTo(start.layout().adapterSize() / 2);
    float[] moved = start.values().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = frozen.get(i) ? moved[i] : 0;
    }
    TrainableParameters companions = new TrainableParameters(start.layout(), moved, scale);
    for (ParameterLayout.Linear linear : start.layout().adapted()) {
      LoraPair rest = companions.layout().pair(linear, moved);
      assertThat(half(rest, 0)).containsOnly(0f);
      assertThat(half(rest, 2))
          .containsExactly(half(start.layout().pair(linear, start.values()), 2));
    }
    assertThat(start(LoraInit.GAUSSIAN, false).layout().frozen().isEmpty()).isTrue();
  }

  @Test
  void aTallLayerStartsFromItsPrincipalDirectionsToo() {
    float[] weight = {3, 0, 0, 0, 0, 1, 0, 0};
    MlpWeights.Linear tall = new MlpWeights.Linear("tall", 2, 4, weight, new float[4]);
    BaseDirections start = BaseDirections.principal(tall, 1, 2);
    assertThat(LowRankTest.product(start.a(), start.b(), 1))
        .containsExactly(new float[] {1.5f, 0, 0, 0, 0, 0, 0, 0}, within(1e-6f));
    BaseDirections full = BaseDirections.principal(tall, 2, 1);
    assertThat(LowRankTest.product(full.a(), full.b(), 2)).containsExactly(weight, within(1e-6f));
  }

  @Test
  void gaussianFactorsHavePeftsDeviation() {
    LoraConfig lora =
        new LoraConfig(
            4, 4, List.of("network.0.1"), 0, Map.of(), Map.of(), false, LoraInit.GAUSSIAN);
    MlpWeights wide =
        new MlpWeights(
            List.of(
                new MlpWeights.HiddenBlock(
                    new MlpWeights.Linear("network.0.1", 5000, 4, new float[20000], new float[4]),
                    new float[4],
                    new float[4],
                    0)),
            new MlpWeights.Linear("network.1", 4, 4, new float[16], new float[4]));
    float[] a =
        TrainableParameters.initial(ParameterLayout.of(wide, lora, 5, 3), scale, 1)
            .adapter()
            .layers()
            .get("network.0.1")
            .a();
    double sum = 0;
    double squares = 0;
    for (float value : a) {
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / a.length).isCloseTo(0, within(0.01));
    assertThat(Math.sqrt(squares / a.length)).isCloseTo(0.25, within(0.01));
  }

  @Test
  void aStartFromTheBaseWeightNeedsIt() {
    ParameterLayout layout = start(LoraInit.OLORA, false).layout();
    assertThatThrownBy(() -> TrainableParameters.initial(layout, scale, 1))
        .hasMessage("Cannot start adapter (it needs the encoder's weights): OLORA");
  }

  private TrainableParameters start(LoraInit init, boolean rslora) {
    LoraConfig lora =
        new LoraConfig(2, 6, List.of("all-linear"), 0, Map.of(), Map.of(), rslora, init);
    return TrainableParameters.initial(ParameterLayout.of(weights, lora, 5, 3), scale, 1, weights);
  }

  /** What two of four directions add to the weight. */
  private static float[] half(LoraPair whole, int first) {
    float[] a = new float[2 * whole.in()];
    float[] b = new float[whole.out() * 2];
    System.arraycopy(whole.a(), first * whole.in(), a, 0, a.length);
    for (int row = 0; row < whole.out(); row++) {
      System.arraycopy(whole.b(), row * 4 + first, b, row * 2, 2);
    }
    float[] product = LowRankTest.product(a, b, 2);
    for (int i = 0; i < product.length; i++) {
      product[i] = (float) (product[i] * whole.scaling());
    }
    return product;
  }

  private static boolean allZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
