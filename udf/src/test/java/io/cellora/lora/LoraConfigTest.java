package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.Fixtures;
import io.cellora.weights.MlpWeights;
import java.util.List;
import org.junit.jupiter.api.Test;

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
