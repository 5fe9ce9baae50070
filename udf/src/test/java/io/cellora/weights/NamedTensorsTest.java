package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

class NamedTensorsTest {

  private static final Tensor PAIR = Tensor.of(new float[] {1, 2}, 2);
  private static final Tensor SCALAR = Tensor.ofLongs(new long[] {7});

  @Test
  void refusesValuesThatDoNotFillTheShape() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .hasMessage("Invalid tensor: 5 values, expected 6 for shape [2, 3]");
    assertThatThrownBy(() -> Tensor.of(new float[6], -2, -3))
        .hasMessageContaining("expected no negative size");
  }

  @Test
  void scalarHasNoDimension() {
    assertThat(SCALAR.shape()).isEmpty();
    assertThat(SCALAR.size()).isEqualTo(1);
    assertThat(SCALAR.dtype()).isEqualTo(DType.INT64);
    assertThatThrownBy(SCALAR::floats)
        .hasMessage("Cannot read a tensor as floats (wrong dtype): INT64");
    assertThatThrownBy(PAIR::longs)
        .hasMessage("Cannot read a tensor as longs (wrong dtype): FLOAT32");
  }

  @Test
  void missingNameListsTheNamesThereAre() {
    assertThatThrownBy(() -> two("a", "b").get("c"))
        .hasMessage("Cannot find tensor c (there are [a, b])");
  }

  @Test
  void hashLooksAtNamesShapesDtypesAndValuesButNotAtOrder() {
    String hash = two("a", "b").sha256();
    NamedTensors reversed =
        NamedTensors.of(new LinkedHashMap<>()).with("b", SCALAR).with("a", PAIR);
    assertThat(reversed.sha256()).isEqualTo(hash).hasSize(64);
    assertThat(two("a", "c").sha256()).isNotEqualTo(hash);
    assertThat(two("a", "b").with("a", Tensor.of(new float[] {1, 2}, 2, 1)).sha256())
        .isNotEqualTo(hash);
    assertThat(two("a", "b").with("a", Tensor.of(new float[] {1, 3}, 2)).sha256())
        .isNotEqualTo(hash);
    assertThat(two("a", "b").with("b", Tensor.of(new float[] {7}, 1)).sha256()).isNotEqualTo(hash);
  }

  @Test
  void travelsByJavaSerialization() throws Exception {
    NamedTensors tensors = two("b", "a");
    NamedTensors back = Fixtures.sent(tensors);
    assertThat(back).isEqualTo(tensors);
    assertThat(back.names()).containsExactly("b", "a");
    assertThat(back.sha256()).isEqualTo(tensors.sha256());
  }

  private static NamedTensors two(String first, String second) {
    return NamedTensors.of(new LinkedHashMap<>()).with(first, PAIR).with(second, SCALAR);
  }
}
