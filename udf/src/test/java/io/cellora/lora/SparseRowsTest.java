package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseRowsTest {

  /** [[1, 0, 2], [0, 0, 0], [0, 3, 0]]. */
  private final SparseRows x =
      new SparseRows(new int[] {0, 2, 2, 3}, new int[] {0, 2, 1}, new float[] {1, 2, 3});

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 13, 16, 17})
  void bothProductsEqualTheDenseOnesForEveryRank(int r) {
    SplittableRandom random = new SplittableRandom(r);
    float[] a = new float[3 * r];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextDouble();
    }
    float[] product = x.times(a, r);
    float[] transposed = x.transposedTimes(a, 3, r);
    double[][] dense = {{1, 0, 2}, {0, 0, 0}, {0, 3, 0}};
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < r; k++) {
        double direct = 0;
        double turned = 0;
        for (int i = 0; i < 3; i++) {
          direct += dense[row][i] * a[i * r + k];
          turned += dense[i][row] * a[i * r + k];
        }
        assertThat((double) product[row * r + k]).isCloseTo(direct, within(1e-6));
        assertThat((double) transposed[row * r + k]).isCloseTo(turned, within(1e-6));
      }
    }
  }

  @Test
  void transposeTurnsASliceAround() {
    assertThat(SparseRows.transpose(new float[] {9, 1, 2, 3, 4, 5, 6}, 1, 2, 3))
        .containsExactly(1, 4, 2, 5, 3, 6);
  }
}
