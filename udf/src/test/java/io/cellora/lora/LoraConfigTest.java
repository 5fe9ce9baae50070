package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.Fixtures;
import io.cellora.weights.LoraInit;
import io.cellora.weights.MlpWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraConfigTest {

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();

  @Test
  void targetsNameLayersAsPeftDoes() {
    assertThat(layers("all-linear")).containsExactly("network.0.1", "network.1.1", "network.2");
    assertThat(layers("network.1.1")).containsExactly("network.1.1");
    assertThat(layers("1")).containsExactly("network.0.1", "network.1.1");
    assertThat(layers("network.2", "network.0.1")).containsExactly("network.0.1", "network.2");
  }

  @Test
  void aTargetThatNamesNoLayerIsRefused() {
    assertThatThrownBy(() -> layers("network.9"))
        .hasMessage(
            "Invalid LoRA target: network.9, expected all-linear or one of"
                + " [network.0.1, network.1.1, network.2]");
  }

  @Test
  void ranksAndAlphasComeByPatternAsInPeft() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    ranks.put("1\\.1", 3);
    ranks.put("network.(0|1).1", 4);
    LoraConfig lora = config(ranks, Map.of("2", 9f), false);
    assertThat(lora.layers(weights)).hasSize(3);
    assertThat(lora.rank("network.0.1")).isEqualTo(4);
    assertThat(lora.rank("network.1.1")).isEqualTo(3);
    assertThat(lora.rank("network.2")).isEqualTo(2);
    assertThat(lora.scaling("network.2")).isEqualTo(4.5);
    assertThat(lora.scaling("network.0.1")).isEqualTo(1);
    assertThat(config(ranks, Map.of(), true).scaling("network.0.1")).isEqualTo(2);
    assertThat(ParameterLayout.of(weights, lora, 5, 3).ranks())
        .containsExactly(
            Map.entry("network.0.1", 4), Map.entry("network.1.1", 3), Map.entry("network.2", 2));
  }

  @Test
  void aPatternThatNamesNoAdaptedLayerIsRefused() {
    assertThatThrownBy(() -> config(Map.of("network.9", 3), Map.of(), false).layers(weights))
        .hasMessage(
            "Invalid LoRA rank pattern: network.9, expected a name or regular expression of an"
                + " adapted layer, one of [network.0.1, network.1.1, network.2]");
    assertThatThrownBy(() -> config(Map.of("work.2", 3), Map.of(), false).layers(weights))
        .hasMessageStartingWith("Invalid LoRA rank pattern: work.2, expected a name");
    assertThatThrownBy(() -> config(Map.of(), Map.of("[", 3f), false).layers(weights))
        .hasMessageStartingWith("Invalid LoRA alpha pattern: [, expected a name or regular");
    LoraConfig inner =
        new LoraConfig(
            2,
            4,
            List.of("network.1.1"),
            0,
            Map.of("network.2", 1),
            Map.of(),
            false,
            LoraInit.DEFAULT);
    assertThatThrownBy(() -> inner.layers(weights))
        .hasMessageContaining("Invalid LoRA rank pattern: network.2,")
        .hasMessageEndingWith("one of [network.1.1]");
  }

  @Test
  void aRankLargerThanItsLayerIsRefused() {
    LoraConfig lora = config(Map.of("network.2", 5), Map.of(), false);
    assertThatThrownBy(() -> ParameterLayout.of(weights, lora, 5, 3))
        .hasMessage("Invalid LoRA rank of network.2: 5, expected at most 4 (its weight is [4, 5])");
  }

  @Test
  void numbersWithoutMeaningAreRefused() {
    assertThatThrownBy(() -> config(Map.of("2", 0), Map.of(), false))
        .hasMessage("Invalid rank of 2: 0, expected at least 1");
    assertThatThrownBy(() -> new LoraConfig(2, Float.NaN, List.of()))
        .hasMessage("Invalid LoRA alpha: NaN, expected a finite number");
    assertThatThrownBy(
            () -> new LoraConfig(2, 4, List.of(), 1, Map.of(), Map.of(), false, LoraInit.DEFAULT))
        .hasMessage("Invalid LoRA dropout: 1.0, expected at least 0 and below 1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void otherRanksKeepTheScale(boolean rslora) {
    LoraConfig lora = config(Map.of("network.0.1", 3), Map.of("network.2", 9f), rslora);
    Map<String, Integer> ranks = new LinkedHashMap<>();
    ranks.put("network.0.1", 1);
    ranks.put("network.2", 4);
    LoraConfig pruned = lora.withRanks(ranks);
    assertThat(pruned.layers(weights)).containsExactly("network.0.1", "network.2");
    for (String layer : ranks.keySet()) {
      assertThat(pruned.rank(layer)).isEqualTo(ranks.get(layer));
      assertThat(pruned.scaling(layer)).isCloseTo(lora.scaling(layer), within(1e-6));
    }
    assertThat(lora.withRank(16).scaling("network.1.1"))
        .isCloseTo(lora.scaling("network.1.1"), within(1e-6));
  }

  private static LoraConfig config(
      Map<String, Integer> ranks, Map<String, Float> alphas, boolean rslora) {
    return new LoraConfig(
        2, 4, List.of("all-linear"), 0.1f, ranks, alphas, rslora, LoraInit.DEFAULT);
  }

  @Test
  void parametersLieOneBehindTheOther() {
    ParameterLayout layout =
        ParameterLayout.of(weights, new LoraConfig(2, 4, List.of("all-linear")), 5, 3);
    int end = 0;
    for (ParameterLayout.Slot slot : layout.slots()) {
      assertThat(slot.offset()).isEqualTo(end);
      end += slot.size();
    }
    assertThat(layout.size()).isEqualTo(end);
    assertThat(layout.adapterSize()).isEqualTo(2 * (12 + 6) + 2 * (6 + 5) + 2 * (5 + 4));
    assertThat(layout.adaptsFirstLayer()).isTrue();
    assertThat(
            ParameterLayout.of(weights, new LoraConfig(2, 4, List.of("network.2")), 5, 3)
                .adaptsFirstLayer())
        .isFalse();
  }

  @Test
  void aFreshAdapterAddsNothingAndDependsOnTheSeedAlone() {
    ParameterLayout layout =
        ParameterLayout.of(weights, new LoraConfig(2, 4, List.of("all-linear")), 5, 3);
    TrainableParameters one = initial(layout, 1);
    assertThat(one.adapter().layers().get("network.1.1").b()).containsOnly(0f);
    assertThat(one.adapter().layers().get("network.1.1").a()).doesNotContain(0f);
    assertThat(one.values()).containsExactly(initial(layout, 1).values());
    assertThat(one.values()).isNotEqualTo(initial(layout, 2).values());
  }

  private static TrainableParameters initial(ParameterLayout layout, long seed) {
    return TrainableParameters.initial(layout, EmbeddingScale.identity(4), seed);
  }

  private List<String> layers(String... targets) {
    return new LoraConfig(2, 4, List.of(targets)).layers(weights);
  }
}
