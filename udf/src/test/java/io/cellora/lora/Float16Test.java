package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {

  @Test
  void everyHalfComesBackAsItWas() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.of(value)).isEqualTo((short) bits);
      }
    }
  }

  /** What numpy.float16 makes of the numbers. */
  @ParameterizedTest
  @CsvSource({
    "1, 3c00", "-2, c000", "0.1, 2e66", "65504, 7bff", "65519.996, 7bff", "65520, 7c00",
    "1e9, 7c00", "-1e9, fc00", "2049, 6800", "2051, 6802", "5.9604645e-8, 1", "2.9802322e-8, 0",
    "2.9802326e-8, 1", "6.1035156e-5, 400", "6.1e-5, 3ff", "-0.0, 8000", "NaN, 7e00"
  })
  void roundsAsNumpyDoes(float value, String hex) {
    assertThat(Float16.of(value)).isEqualTo((short) Integer.parseInt(hex, 16));
  }
}
