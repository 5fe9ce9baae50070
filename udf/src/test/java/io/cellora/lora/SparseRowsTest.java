package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparseRowsTest {

  /** [[1, 0, 2], [0, 0, 0], [0, 3, 0]]. */
  private final SparseRows x =
      new SparseRows(new int[] {0, 2, 2, 3}, new int[] {0, 2, 1}, new float[] {1, 2, 3});

  @Test
  void productEqualsTheDenseOne() {
    float[] a = {1, 10, 2, 20, 3, 30};
    assertThat(x.times(new int[] {2, 0, 1}, a, 2)).containsExactly(6, 60, 7, 70, 0, 0);
  }

  @Test
  void transposedProductEqualsTheDenseOne() {
    float[] d = {1, 10, 2, 20};
    assertThat(x.transposedTimes(new int[] {0, 2}, d, 3, 2)).containsExactly(1, 10, 6, 60, 2, 20);
  }

  @Test
  void transposeTurnsASliceAround() {
    assertThat(SparseRows.transpose(new float[] {9, 1, 2, 3, 4, 5, 6}, 1, 2, 3))
        .containsExactly(1, 4, 2, 5, 3, 6);
  }
}
