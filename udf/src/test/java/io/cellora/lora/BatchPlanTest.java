package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  private final BatchPlan plan = new BatchPlan(7, 3, 12);

  @Test
  void anEpochUsesEveryCellOfAWorkerOnce() {
    List<Integer> seen = new ArrayList<>();
    for (int step = 0; step < plan.stepsPerEpoch(3 * 10); step++) {
      for (int row : plan.rows(1, 10, 0, step)) {
        seen.add(row);
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void epochsAndWorkersAreShuffledDifferently() {
    assertThat(plan.rows(0, 100, 0, 0)).isEqualTo(plan.rows(0, 100, 0, 0));
    assertThat(plan.rows(0, 100, 0, 0)).isNotEqualTo(plan.rows(0, 100, 1, 0));
    assertThat(plan.rows(0, 100, 0, 0)).isNotEqualTo(plan.rows(1, 100, 0, 0));
  }

  @Test
  void aWorkerWithoutCellsLeftGivesNone() {
    assertThat(plan.rows(2, 3, 0, 1)).isEmpty();
  }

  @Test
  void dropoutOfACellDoesNotDependOnItsNeighbours() {
    float[] together = plan.dropoutMask(new long[] {4, 9}, 6, 0.5f, 1, 2);
    float[] alone = plan.dropoutMask(new long[] {9}, 6, 0.5f, 1, 2);
    assertThat(alone).containsExactly(Arrays.copyOfRange(together, 6, 12));
    assertThat(together).containsOnly(0f, 2f);
    assertThat(plan.dropoutMask(new long[] {4}, 6, 0, 1, 2)).containsOnly(1f);
  }

  @Test
  void dropoutKeepsTheMeanOnAverage() {
    float[] mask = plan.dropoutMask(new long[] {1, 2, 3, 4}, 5000, 0.1f, 0, 0);
    double sum = 0;
    for (float value : mask) {
      sum += value;
    }
    assertThat(sum / mask.length).isBetween(0.98, 1.02);
  }

  @Test
  void fewerCellsThanWorkersAreRefused() {
    assertThatThrownBy(() -> new BatchPlan(0, 8, 4))
        .hasMessageContaining(
            "Invalid batch size: 4, expected at least one cell for each of the 8");
  }
}
