package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatSumsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 8, 11})
  void everyValueIsAddedOnceWhateverTheLength(int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = 1 << i;
    }
    assertThat(FlatSums.sum(values)).isEqualTo((1 << length) - 1);
    assertThat(FlatSums.squares(values)).isEqualTo(((1L << 2 * length) - 1) / 3.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aValueThatIsNotFiniteShowsInTheSum(int place) {
    double[] values = new double[6];
    values[place] = Double.NaN;
    assertThat(FlatSums.sum(values)).isNaN();
  }
}
