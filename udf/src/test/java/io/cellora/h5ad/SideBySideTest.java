package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {

  private static final List<Integer> INPUTS = IntStream.range(0, 200).boxed().toList();

  @Test
  void resultsStandInTheOrderOfTheInputs() {
    assertThat(SideBySide.map(INPUTS, i -> 2 * i))
        .containsExactlyElementsOf(INPUTS.stream().map(i -> 2 * i).toList());
    assertThat(SideBySide.map(List.<Integer>of(), i -> i)).isEmpty();
  }

  @Test
  void theFirstFailureInThatOrderIsThrownAsItIs() {
    assertThatThrownBy(
            () ->
                SideBySide.map(
                    INPUTS,
                    i -> {
                      if (i % 50 == 30) {
                        throw new IllegalArgumentException("Cannot read " + i);
                      }
                      return i;
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read 30");
  }
}
