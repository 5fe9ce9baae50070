package io.cellora.job.eval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Splits groups of cells (donors, batches) whole, so that every split comes near its part of all
 * cells and of each class. Greedy, as scikit-learn's StratifiedGroupKFold: groups in the order of
 * their size, each to the split where it does most good. The answer depends on the groups, the
 * fractions and the seed, never on the order in which groups come.
 */
public final class GroupedSplit {

  /**
   * A group, with its number of cells in each class; all groups have as many classes.
   *
   * @param name unique
   */
  public record Group(String name, long[] cells) {

    long size() {
      return Arrays.stream(cells).sum();
    }
  }

  private final List<String> splits;
  private final double[] fractions;
  private final double[] classCells;
  private final long[][] given;

  private GroupedSplit(List<Group> groups, Map<String, Double> fractions) {
    this.splits = List.copyOf(fractions.keySet());
    this.fractions = fractions.values().stream().mapToDouble(Double::doubleValue).toArray();
    this.classCells = new double[groups.get(0).cells().length];
    for (Group group : groups) {
      for (int c = 0; c < classCells.length; c++) {
        classCells[c] += group.cells()[c];
      }
    }
    this.given = new long[splits.size()][classCells.length];
  }

  /**
   * The split of each group, by the group's name; none stays empty.
   *
   * @param fractions what each split should have, positive, with a sum of 1
   * @param seed decides the order of groups of one size
   * @throws IllegalArgumentException if there are fewer groups than splits
   */
  public static Map<String, String> assign(
      List<Group> groups, Map<String, Double> fractions, long seed) {
    if (groups.size() < fractions.size()) {
      throw new IllegalArgumentException(
          "Cannot split %d groups whole (there are %d splits): %s"
              .formatted(groups.size(), fractions.size(), String.join(", ", fractions.keySet())));
    }
    return new GroupedSplit(groups, fractions).assign(ordered(groups, seed));
  }

  private static List<Group> ordered(List<Group> groups, long seed) {
    Map<String, String> hashes = new TreeMap<>();
    groups.forEach(group -> hashes.put(group.name(), hash(seed, group.name())));
    List<Group> ordered = new ArrayList<>(groups);
    ordered.sort(
        Comparator.comparingLong(Group::size)
            .reversed()
            .thenComparing(group -> hashes.get(group.name())));
    return ordered;
  }

  private Map<String, String> assign(List<Group> ordered) {
    Map<String, String> assigned = new TreeMap<>();
    boolean[] filled = new boolean[splits.size()];
    int empty = splits.size();
    for (int g = 0; g < ordered.size(); g++) {
      boolean onlyEmpty = ordered.size() - g <= empty;
      int best = best(ordered.get(g), filled, onlyEmpty);
      empty -= filled[best] ? 0 : 1;
      filled[best] = true;
      add(ordered.get(g), best);
      assigned.put(ordered.get(g).name(), splits.get(best));
    }
    return assigned;
  }

  private int best(Group group, boolean[] filled, boolean onlyEmpty) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int s = 0; s < splits.size(); s++) {
      double cost = onlyEmpty && filled[s] ? Double.POSITIVE_INFINITY : cost(group, s);
      if (cost < least) {
        best = s;
        least = cost;
      }
    }
    return best;
  }

  /**
   * What the sum over splits of (part - fraction)^2 / fraction grows by: of the part of all cells,
   * and of the parts of each class, on average over classes, so that rare ones count as much.
   */
  private double cost(Group group, int split) {
    double all = Arrays.stream(classCells).sum();
    double had = Arrays.stream(given[split]).sum();
    double total = growth(had / all, group.size() / all, fractions[split]);
    double byClass = 0;
    int classes = 0;
    for (int c = 0; c < classCells.length; c++) {
      if (classCells[c] > 0) {
        byClass +=
            growth(
                given[split][c] / classCells[c],
                group.cells()[c] / classCells[c],
                fractions[split]);
        classes++;
      }
    }
    return total + byClass / classes;
  }

  private static double growth(double part, double more, double fraction) {
    return more * (2 * (part - fraction) + more) / fraction;
  }

  private void add(Group group, int split) {
    for (int c = 0; c < classCells.length; c++) {
      given[split][c] += group.cells()[c];
    }
  }

  private static String hash(long seed, String name) {
    try {
      byte[] text = (seed + "/" + name).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot order groups (this JVM lacks SHA-256)", e);
    }
  }
}
