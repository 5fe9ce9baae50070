package io.cellora.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TripletsTest {

  private static final int X = SampledArm.UNKNOWN;

  @Test
  void thePositiveIsOfTheAnchorsLabelAndAnotherDonorAndTheNegativeOfAnotherLabel() {
    SampledArm arm = MadeArm.arm();
    Triplets drawn = Triplets.draw(arm.labels(), arm.donors(), 2000);
    assertThat(drawn.size()).isEqualTo(2000);
    for (int[] cells : drawn.cells()) {
      assertThat(arm.labels()[cells[1]]).isEqualTo(arm.labels()[cells[0]]);
      assertThat(arm.donors()[cells[1]]).isNotEqualTo(arm.donors()[cells[0]]);
      assertThat(arm.labels()[cells[2]]).isNotEqualTo(arm.labels()[cells[0]]);
    }
    assertThat(Arrays.stream(drawn.cells()).mapToInt(cells -> cells[2]).distinct().count())
        .isGreaterThan(200);
  }

  @Test
  void everyArmIsHeldToTheSameTriplets() {
    SampledArm arm = MadeArm.arm();
    assertThat(Triplets.draw(arm.labels(), arm.donors(), 300).cells())
        .isDeepEqualTo(Triplets.draw(arm.labels(), arm.donors(), 300).cells());
  }

  @Test
  void withoutAnotherDonorThePositiveIsAnyOtherCellOfTheLabel() {
    int[] labels = {0, 0, 0, 1};
    for (int[] donors : new int[][] {{5, 5, 5, 5}, {X, X, X, X}}) {
      for (int[] cells : Triplets.draw(labels, donors, 50).cells()) {
        assertThat(cells[0]).isLessThan(3).isNotEqualTo(cells[1]);
        assertThat(cells[1]).isLessThan(3);
        assertThat(cells[2]).isEqualTo(3);
      }
    }
  }

  @Test
  void aCellOfUnknownDonorIsAnotherDonorThanAll() {
    int[] labels = {0, 0, 0, 1};
    int[] donors = {5, 5, X, 5};
    boolean[] seen = new boolean[3];
    for (int[] cells : Triplets.draw(labels, donors, 200).cells()) {
      assertThat(cells[0] < 2 ? cells[1] : 2).isEqualTo(2);
      seen[cells[1]] = true;
    }
    assertThat(seen).containsExactly(true, true, true);
  }

  @Test
  void thereAreNoneWithoutTwoCellsOfALabelBesideAnother() {
    assertThat(Triplets.draw(new int[] {0, 1, 2}, new int[] {0, 0, 0}, 9).size()).isZero();
    assertThat(Triplets.draw(new int[] {0, 0, 0}, new int[] {0, 1, 2}, 9).size()).isZero();
  }
}
