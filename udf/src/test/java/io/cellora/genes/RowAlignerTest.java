package io.cellora.genes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowAlignerTest {

  private final RowAligner aligner =
      new RowAligner(
          GeneAlignment.of(
              List.of("C", "A", "unknown", "C", "B"), GeneOrder.of(List.of("A", "B", "C", "D"))));

  private int[] indices() {
    return Arrays.copyOf(aligner.indices(), aligner.count());
  }

  private double[] values() {
    return Arrays.copyOf(aligner.values(), aligner.count());
  }

  @Test
  void sortsTargetsAndSumsDuplicates() {
    int[] columns = {3, 2, 1, 0};
    double[] values = {5, 100, 2, 1};
    assertThat(aligner.align(columns, values, 0, 4)).isEqualTo(2);
    assertThat(indices()).containsExactly(0, 2);
    assertThat(values()).containsExactly(2, 6);
  }

  @Test
  void readsOnlyItsOwnCell() {
    assertThat(aligner.align(new int[] {1, 4, 0}, new double[] {9, 3, 9}, 1, 2)).isEqualTo(1);
    assertThat(indices()).containsExactly(1);
    assertThat(values()).containsExactly(3);
  }

  @Test
  void keepsNothingOfTheCellBefore() {
    aligner.align(new int[] {0, 1, 4}, new double[] {1, 2, 3}, 0, 3);
    aligner.align(new int[] {0}, new double[] {4}, 0, 1);
    assertThat(indices()).containsExactly(2);
    assertThat(values()).containsExactly(4);
  }

  @Test
  void dropsZerosAndForgetsThem() {
    assertThat(aligner.align(new int[] {0, 1}, new double[] {0, 0}, 0, 2)).isZero();
    assertThat(indices()).isEmpty();
    assertThat(aligner.align(new int[] {0}, new double[] {7}, 0, 1)).isEqualTo(1);
    assertThat(values()).containsExactly(7);
  }
}
