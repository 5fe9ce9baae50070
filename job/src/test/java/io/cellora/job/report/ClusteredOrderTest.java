package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ClusteredOrderTest {

  /** Blocks of classes that are confused within themselves alone. */
  private static List<Row> blocks(int blocks, int size) {
    List<Row> pairs = new ArrayList<>();
    for (int label = 0; label < blocks * size; label++) {
      for (int predicted = 0; predicted < blocks * size; predicted++) {
        if (label % blocks == predicted % blocks) {
          pairs.add(
              Matrices.pair("c" + label, "c" + predicted, label == predicted ? 50 : 7 + label % 5));
        }
      }
    }
    return pairs;
  }

  @Test
  void classesThatAreTakenForEachOtherStandTogether() {
    List<String> order = ClusteredOrder.of(List.of(ConfusionMatrix.of(blocks(4, 6))));

    for (int block = 0; block < 4; block++) {
      List<Integer> members =
          order.subList(block * 6, block * 6 + 6).stream()
              .map(name -> Integer.parseInt(name.substring(1)) % 4)
              .toList();
      assertThat(new HashSet<>(members)).hasSize(1);
    }
  }

  @Test
  void theOrderDoesNotDependOnTheOrderOfTheRows() {
    List<Row> pairs = blocks(3, 5);
    List<String> order = ClusteredOrder.of(List.of(ConfusionMatrix.of(pairs)));
    Collections.shuffle(pairs, new Random(1));

    assertThat(ClusteredOrder.of(List.of(ConfusionMatrix.of(pairs)))).isEqualTo(order);
  }

  @Test
  void noCountIsLostOrMoved() {
    ConfusionMatrix matrix = Matrices.of(30);
    ConfusionMatrix moved = ClusteredOrder.apply(ClusteredOrder.of(List.of(matrix)), matrix);

    assertThat(moved.classes()).containsExactlyInAnyOrderElementsOf(matrix.classes());
    for (int row = 0; row < 30; row++) {
      int from = matrix.classes().indexOf(moved.classes().get(row));
      assertThat(moved.support()[row]).isEqualTo(matrix.support()[from]);
      for (int column = 0; column < 30; column++) {
        int to = matrix.classes().indexOf(moved.classes().get(column));
        assertThat(moved.counts()[row][column]).isEqualTo(matrix.counts()[from][to]);
      }
    }
  }

  @Test
  void confusionsLieCloserToTheDiagonalThanBySupport() {
    ConfusionMatrix matrix = Matrices.of(150);
    ConfusionMatrix moved = ClusteredOrder.apply(ClusteredOrder.of(List.of(matrix)), matrix);

    assertThat(distance(moved)).isLessThan(distance(matrix));
  }

  /** How far off the diagonal a mistake is on average. */
  private static double distance(ConfusionMatrix matrix) {
    double sum = 0;
    for (int row = 0; row < matrix.size(); row++) {
      for (int column = 0; column < matrix.size(); column++) {
        sum += Math.abs(row - column) * matrix.share(row, column);
      }
    }
    return sum / Arrays.stream(matrix.support()).filter(n -> n > 0).count();
  }
}
