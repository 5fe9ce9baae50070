package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  private final BatchPlan plan = new BatchPlan(7, 3, 12);

  @Test
  void anEpochUsesEveryCellOfAWorkerOnce() {
    List<Integer> seen = new ArrayList<>();
    for (int step = 0; step < plan.stepsPerEpoch(3 * 10); step++) {
      for (int row : plan.rows(1, keys(10), 0, step)) {
        seen.add(row);
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void epochsAndWorkersAreShuffledDifferently() {
    assertThat(plan.rows(0, keys(100), 0, 0)).isEqualTo(plan.rows(0, keys(100), 0, 0));
    assertThat(plan.rows(0, keys(100), 0, 0)).isNotEqualTo(plan.rows(0, keys(100), 1, 0));
    assertThat(plan.rows(0, keys(100), 0, 0)).isNotEqualTo(plan.rows(1, keys(100), 0, 0));
  }

  @Test
  void aWorkerWithoutCellsLeftGivesNone() {
    assertThat(plan.rows(2, keys(3), 0, 1)).isEmpty();
  }

  @Test
  void dropoutOfACellDoesNotDependOnItsNeighbours() {
    float[] together = plan.dropoutMask(new long[] {4, 9}, 6, site(0.5f), 1, 2);
    float[] alone = plan.dropoutMask(new long[] {9}, 6, site(0.5f), 1, 2);
    assertThat(alone).containsExactly(Arrays.copyOfRange(together, 6, 12));
    assertThat(together).containsOnly(0f, 2f);
    assertThat(plan.dropoutMask(new long[] {4}, 6, site(0), 1, 2)).containsOnly(1f);
  }

  @Test
  void dropoutKeepsTheMeanOnAverage() {
    float[] mask = plan.dropoutMask(new long[] {1, 2, 3, 4}, 5000, site(0.1f), 0, 0);
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

  @Test
  void classesTakeTurnsWhateverTheirSize() {
    BatchPlan balanced = new BatchPlan(7, 1, 12, new Sampler(Sampler.Kind.CLASS, 4));
    CellKeys cells = labelled(IntStream.range(0, 100).map(i -> i < 90 ? 0 : i < 95 ? 1 : 2));
    for (int step = 0; step < 8; step++) {
      int[] labels = labels(cells, balanced.rows(0, cells, 0, step));
      assertThat(labels).hasSize(12);
      for (int label = 0; label < 3; label++) {
        int wanted = label;
        assertThat(IntStream.of(labels).filter(l -> l == wanted).count()).isEqualTo(4);
      }
    }
  }

  @Test
  void aClassGoesThroughAllOfItsCellsBeforeOneComesAgain() {
    BatchPlan balanced = new BatchPlan(7, 1, 8, new Sampler(Sampler.Kind.CLASS, 4));
    CellKeys cells = labelled(IntStream.range(0, 32).map(i -> i % 2));
    Set<Integer> seen = new HashSet<>();
    for (int step = 0; step < 4; step++) {
      for (int row : balanced.rows(0, cells, 0, step)) {
        assertThat(seen.add(row)).isTrue();
      }
    }
    assertThat(seen).hasSize(32);
  }

  @Test
  void aClassOfOneCellGivesItOnceATurn() {
    BatchPlan balanced = new BatchPlan(7, 1, 8, new Sampler(Sampler.Kind.CLASS, 4));
    CellKeys cells = labelled(IntStream.of(0, 1, 1, 1, 1, 1));
    assertThat(balanced.rows(0, cells, 0, 0)).doesNotHaveDuplicates().contains(0).hasSize(5);
  }

  @Test
  void donorsOfAClassTakeTurns() {
    BatchPlan balanced = new BatchPlan(7, 1, 6, new Sampler(Sampler.Kind.CLASS_DONOR, 3));
    int[] labels = IntStream.range(0, 60).map(i -> i % 2).toArray();
    // Of each class one donor has 28 cells, two have one.
    int[] donors = IntStream.range(0, 60).map(i -> i < 56 ? -1 : 3 + (i - 56) / 2).toArray();
    CellKeys cells = new CellKeys(positions(60), labels, donors);
    int[] rows = balanced.rows(0, cells, 0, 1);
    assertThat(IntStream.of(rows).map(row -> donors[row]).boxed().toList())
        .containsExactlyInAnyOrder(-1, 3, 4, -1, 3, 4);
  }

  private static Dropout.Site site(float rate) {
    return new Dropout.Site(0, rate);
  }

  private static CellKeys keys(int size) {
    return labelled(IntStream.range(0, size).map(i -> 0));
  }

  private static CellKeys labelled(IntStream labels) {
    int[] all = labels.toArray();
    return new CellKeys(positions(all.length), all, new int[all.length]);
  }

  private static long[] positions(int size) {
    return LongStream.range(0, size).toArray();
  }

  private static int[] labels(CellKeys cells, int[] rows) {
    return IntStream.of(rows).map(row -> cells.labels()[row]).toArray();
  }
}
