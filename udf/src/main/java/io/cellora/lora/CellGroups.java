package io.cellora.lora;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a block by class and, inside of a class, by donor if that was asked for; classes and
 * donors in the order of their numbers.
 *
 * @param classes for each class that occurs its groups of rows
 */
record CellGroups(List<List<int[]>> classes) {

  /** A group for each class. */
  static CellGroups byClass(CellKeys keys) {
    return new CellGroups(rowsByClass(keys.labels()).stream().map(List::of).toList());
  }

  /** A group for each class and donor; cells of unknown donors are a group too. */
  static CellGroups byClassAndDonor(CellKeys keys) {
    return new CellGroups(
        rowsByClass(keys.labels()).stream().map(rows -> byDonor(rows, keys.donors())).toList());
  }

  private static List<int[]> rowsByClass(int[] labels) {
    int classes = Arrays.stream(labels).max().orElse(-1) + 1;
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    List<int[]> rows = new ArrayList<>();
    for (int count : counts) {
      rows.add(new int[count]);
    }
    for (int row = labels.length - 1; row >= 0; row--) {
      rows.get(labels[row])[--counts[labels[row]]] = row;
    }
    return rows.stream().filter(group -> group.length > 0).toList();
  }

  private static List<int[]> byDonor(int[] rows, int[] donors) {
    long[] keyed =
        Arrays.stream(rows).mapToLong(r -> ((long) donors[r] << 32) + r).sorted().toArray();
    List<int[]> groups = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= keyed.length; i++) {
      if (i == keyed.length || keyed[i] >> 32 != keyed[from] >> 32) {
        groups.add(Arrays.stream(keyed, from, i).mapToInt(key -> (int) key).toArray());
        from = i;
      }
    }
    return groups;
  }

  /** Cells of a class. */
  int size(int index) {
    return classes.get(index).stream().mapToInt(group -> group.length).sum();
  }
}
