package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientSumTest {

  @Test
  void theMeanIsOverAllCellsAndEmptyWorkersChangeNothing() {
    GradientSum one = new GradientSum(3, new double[] {1, 0, 2, 0, 0}, 2, 1, new float[] {1, 4});
    GradientSum two = new GradientSum(5, new double[] {3, 0, 2, 0, 0}, 2, 2, new float[] {3, 0});
    GradientSum none = GradientSum.empty();
    for (List<GradientSum> workers :
        List.of(List.of(one, two), List.of(none, one, two), List.of(one, two, none))) {
      GradientSum.Mean mean = GradientSum.mean(workers, 2);
      assertThat(mean.loss()).isEqualTo(2);
      assertThat(mean.terms()).containsExactly(1, 0, 1, 0, 0);
      assertThat(mean.accuracy()).isEqualTo(0.75);
      assertThat(mean.gradient()).containsExactly(1, 1);
    }
  }

  @Test
  void partsAreAddedInDouble() {
    GradientSum large = new GradientSum(0, new double[5], 1, 0, new float[] {1e8f});
    GradientSum small = new GradientSum(0, new double[5], 1, 0, new float[] {1});
    assertThat(GradientSum.mean(List.of(large, small), 1).gradient()[0]).isEqualTo((1e8 + 1) / 2);
  }

  @Test
  void whatWasSerialisedIsTheSameToTheBit() throws IOException, ClassNotFoundException {
    float[] gradient = {1.1f, -0f, Float.MIN_VALUE, Float.NaN, 3e38f};
    GradientSum sent = new GradientSum(0.1, new double[] {1, 2, 3, 4, 5}, 7, 6, gradient);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    GradientSum read;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      read = (GradientSum) in.readObject();
    }
    assertThat(Arrays.equals(read.gradient(), gradient)).isTrue();
    assertThat(read.terms()).containsExactly(sent.terms());
    assertThat(read.loss()).isEqualTo(sent.loss());
    assertThat(read.cells()).isEqualTo(sent.cells());
    assertThat(read.right()).isEqualTo(sent.right());
  }

  @Test
  void noCellsAtAllAreRefused() {
    assertThatThrownBy(() -> GradientSum.mean(List.of(GradientSum.empty()), 2))
        .hasMessage("Cannot average gradients (no cells): 2 parameters");
  }

  @Test
  void theHeadsGradientAloneStandsBehindAdaptersThatDoNotMove() {
    GradientSum head = new GradientSum(1, new double[5], 2, 1, new float[] {6, 8});
    assertThat(GradientSum.mean(List.of(head, GradientSum.empty()), 4).gradient())
        .containsExactly(0, 0, 3, 4);
  }

  @Test
  void gradientsOfDifferentLengthAreRefused() {
    GradientSum two = new GradientSum(1, new double[5], 1, 1, new float[2]);
    GradientSum three = new GradientSum(1, new double[5], 1, 1, new float[3]);
    assertThatThrownBy(() -> GradientSum.mean(List.of(two, three), 3))
        .hasMessage("Invalid gradient length: 3, expected 2");
  }
}
