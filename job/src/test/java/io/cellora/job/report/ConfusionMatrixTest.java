package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  private final ConfusionMatrix matrix =
      ConfusionMatrix.of(
          List.of(
              Matrices.pair("b", "b", 3),
              Matrices.pair("b", "only predicted", 1),
              Matrices.pair("z", "a", 7),
              Matrices.pair("a", "a", 4)));

  @Test
  void classesWithMostCellsComeFirstAndTiesGoByName() {
    assertThat(matrix.classes()).containsExactly("z", "a", "b", "only predicted");
    assertThat(matrix.support()).containsExactly(7, 4, 4, 0);
  }

  @Test
  void shareIsOfTheTrueClass() {
    assertThat(matrix.share(2, 2)).isEqualTo(0.75);
    assertThat(matrix.share(2, 3)).isEqualTo(0.25);
    assertThat(matrix.share(0, 1)).isEqualTo(1);
    assertThat(matrix.share(3, 3)).isZero();
  }

  @Test
  void firstClassesKeepTheirSupport() {
    ConfusionMatrix part = matrix.first(3);

    assertThat(part.classes()).containsExactly("z", "a", "b");
    assertThat(part.share(2, 2)).isEqualTo(0.75);
    assertThat(matrix.first(4)).isSameAs(matrix);
  }
}
