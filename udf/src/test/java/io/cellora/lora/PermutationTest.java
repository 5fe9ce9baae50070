package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 16, 17, 1000, 4097})
  void everyNumberComesOnce(int size) {
    Permutation order = new Permutation(42, size);
    assertThat(IntStream.range(0, size).map(order::at).sorted().toArray())
        .isEqualTo(IntStream.range(0, size).toArray());
  }

  @Test
  void seedsGiveDifferentOrders() {
    int[] one = IntStream.range(0, 50).map(new Permutation(1, 50)::at).toArray();
    int[] two = IntStream.range(0, 50).map(new Permutation(2, 50)::at).toArray();
    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void numbersSpreadEvenlyOverPlaces() {
    // Of 20,000 orders of 10 numbers each number stands first in about 2,000: 5 deviations are 212.
    int[] first = new int[10];
    for (int seed = 0; seed < 20_000; seed++) {
      first[new Permutation(Seeds.mix(seed, 7), 10).at(0)]++;
    }
    for (int count : first) {
      assertThat(count).isBetween(1788, 2212);
    }
  }

  @Test
  void aPlaceOutsideIsRefused() {
    assertThatThrownBy(() -> new Permutation(1, 5).at(5))
        .hasMessage("Invalid place: 5, expected 0 to 4");
  }
}
