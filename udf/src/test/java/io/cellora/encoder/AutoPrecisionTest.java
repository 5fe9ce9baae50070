package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.torch.TorchEngine;
import org.junit.jupiter.api.Test;

class AutoPrecisionTest {

  @Test
  void bfloat16HasToBeWorthItsRounding() {
    assertThat(AutoPrecision.choose(1.19)).isEqualTo(Precision.FLOAT32);
    assertThat(AutoPrecision.choose(1.21)).isEqualTo(Precision.BFLOAT16);
  }

  @Test
  void autoIsDecidedOnceAndNeverForBfloat16OnAProcessorWithoutIt() {
    Precision choice = AutoPrecision.resolve(Precision.AUTO);

    assertThat(choice).isNotEqualTo(Precision.AUTO);
    assertThat(AutoPrecision.resolve(Precision.AUTO)).isEqualTo(choice);
    if (!TorchEngine.processorKnowsBfloat16()) {
      assertThat(choice).isEqualTo(Precision.FLOAT32);
    }
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertThat(AutoPrecision.resolve(Precision.BFLOAT16)).isEqualTo(Precision.BFLOAT16);
    assertThat(Precision.of("bfloat16")).isEqualTo(Precision.BFLOAT16);
    assertThatThrownBy(() -> Precision.of("fp8"))
        .hasMessage("Invalid precision: fp8, expected one of [float32, bfloat16, auto]");
  }
}
