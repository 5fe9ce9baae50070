package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.SplitSettings;
import io.cellora.job.eval.GroupedSplit.Group;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Donors in one split each; split/make_splits.py has scikit-learn do the same. */
class GroupedSplitTest {

  private static final Map<String, Double> FRACTIONS =
      new SplitSettings.Fractions(0.7, 0.1, 0.1, 0.1).bySplit();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void splitsComeAsNearToTheirPartsAsScikitLearns(int number) throws IOException {
    JsonNode oracle =
        new ObjectMapper()
            .readTree(getClass().getResource("/split/grouped.json"))
            .get("cases")
            .get(number);
    List<Group> groups = groups(oracle.get("counts"));
    Map<String, String> assigned = GroupedSplit.assign(groups, FRACTIONS, 0);

    assertThat(assigned).hasSameSizeAs(groups);
    assertThat(new HashSet<>(assigned.values())).isEqualTo(FRACTIONS.keySet());
    assertThat(offInSize(groups, assigned) + offByClass(groups, assigned))
        .isLessThanOrEqualTo(
            oracle.at("/scikit/size").asDouble() + oracle.at("/scikit/by_class").asDouble());
  }

  @Test
  void theOrderInWhichDonorsComeChangesNothing() {
    List<Group> groups = drawn(60, 9);
    Map<String, String> first = GroupedSplit.assign(groups, FRACTIONS, 3);
    Collections.shuffle(groups, new Random(1));
    assertThat(GroupedSplit.assign(groups, FRACTIONS, 3)).isEqualTo(first);
  }

  @Test
  void theSeedChoosesAmongDonorsOfOneSize() {
    List<Group> groups =
        IntStream.range(0, 20).mapToObj(i -> new Group("d" + i, new long[] {10, 30})).toList();
    Map<String, String> first = GroupedSplit.assign(groups, FRACTIONS, 0);
    Map<String, String> second = GroupedSplit.assign(groups, FRACTIONS, 1);
    assertThat(second).isNotEqualTo(first);
    for (Map<String, String> assigned : List.of(first, second)) {
      assertThat(Collections.frequency(assigned.values(), "train")).isEqualTo(14);
      assertThat(Collections.frequency(assigned.values(), "test")).isEqualTo(2);
    }
  }

  @Test
  void noSplitIsEmptyHoweverUnequalDonorsAre() {
    List<Group> groups =
        List.of(
            new Group("huge", new long[] {100_000, 5}),
            new Group("a", new long[] {3, 0}),
            new Group("b", new long[] {0, 1}),
            new Group("c", new long[] {1, 1}));
    Map<String, String> assigned = GroupedSplit.assign(groups, FRACTIONS, 0);
    assertThat(assigned).containsEntry("huge", "train");
    assertThat(assigned.values()).containsExactlyInAnyOrderElementsOf(FRACTIONS.keySet());
  }

  @Test
  void aClassOfOneDonorIsLearnt() {
    List<Group> groups = drawn(30, 4);
    groups.replaceAll(
        group -> {
          long[] cells = Arrays.copyOf(group.cells(), 5);
          cells[4] = group.name().equals("donor 17") ? 40 : 0;
          return new Group(group.name(), cells);
        });
    for (int seed = 0; seed < 20; seed++) {
      assertThat(GroupedSplit.assign(groups, FRACTIONS, seed)).containsEntry("donor 17", "train");
    }
  }

  @Test
  void fewerDonorsThanSplitsAreRefused() {
    assertThatThrownBy(() -> GroupedSplit.assign(drawn(3, 2), FRACTIONS, 0))
        .hasMessage(
            "Cannot split 3 groups whole (there are 4 splits): train, val, calibration, test");
  }

  private static List<Group> drawn(int donors, int classes) {
    Random random = new Random(7);
    List<Group> groups = new ArrayList<>();
    for (int d = 0; d < donors; d++) {
      groups.add(
          new Group("donor " + d, random.longs(classes, 0, 5L + random.nextInt(90)).toArray()));
    }
    return groups;
  }

  private static List<Group> groups(JsonNode counts) {
    List<Group> groups = new ArrayList<>();
    for (JsonNode donor : counts) {
      groups.add(
          new Group(
              "donor " + groups.size(),
              StreamSupport.stream(donor.spliterator(), false)
                  .mapToLong(JsonNode::asLong)
                  .toArray()));
    }
    return groups;
  }

  /** The largest distance of a split from its part of all cells. */
  private static double offInSize(List<Group> groups, Map<String, String> assigned) {
    double all = groups.stream().mapToLong(Group::size).sum();
    double worst = 0;
    for (Map.Entry<String, Double> split : FRACTIONS.entrySet()) {
      double mine =
          groups.stream()
              .filter(group -> assigned.get(group.name()).equals(split.getKey()))
              .mapToLong(Group::size)
              .sum();
      worst = Math.max(worst, Math.abs(mine / all - split.getValue()));
    }
    return worst;
  }

  /** The mean distance of splits from their parts of each class. */
  private static double offByClass(List<Group> groups, Map<String, String> assigned) {
    int classes = groups.get(0).cells().length;
    double sum = 0;
    int present = 0;
    for (int c = 0; c < classes; c++) {
      int at = c;
      double all = groups.stream().mapToLong(group -> group.cells()[at]).sum();
      if (all == 0) {
        continue;
      }
      present++;
      for (Map.Entry<String, Double> split : FRACTIONS.entrySet()) {
        double mine =
            groups.stream()
                .filter(group -> assigned.get(group.name()).equals(split.getKey()))
                .mapToLong(group -> group.cells()[at])
                .sum();
        sum += Math.abs(mine / all - split.getValue());
      }
    }
    return sum / present / FRACTIONS.size();
  }
}
