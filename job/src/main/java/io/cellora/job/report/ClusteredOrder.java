package io.cellora.job.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Puts classes beside those they are taken for: average linkage on the mutual shares of cells,
 * where each merge turns its two sides so that the most alike ends meet. One order for several
 * matrices lets them be compared place by place.
 */
public final class ClusteredOrder {

  private final double[][] alike;

  private ClusteredOrder(double[][] alike) {
    this.alike = alike;
  }

  /**
   * The classes of all matrices in clustered order; classes that are never confused come by name,
   * after the others.
   */
  public static List<String> of(List<ConfusionMatrix> matrices) {
    Map<String, Integer> index = new TreeMap<>();
    matrices.forEach(one -> one.classes().forEach(name -> index.put(name, 0)));
    List<String> names = List.copyOf(index.keySet());
    names.forEach(name -> index.put(name, names.indexOf(name)));
    double[][] alike = new double[names.size()][names.size()];
    matrices.forEach(one -> add(alike, one, index));
    return new ClusteredOrder(alike).order().stream().map(names::get).toList();
  }

  /** The matrix with its classes in such an order. */
  public static ConfusionMatrix apply(List<String> order, ConfusionMatrix matrix) {
    return matrix.inOrder(
        order.stream().mapToInt(matrix.classes()::indexOf).filter(place -> place >= 0).toArray());
  }

  private static void add(double[][] alike, ConfusionMatrix matrix, Map<String, Integer> index) {
    for (int row = 0; row < matrix.size(); row++) {
      for (int column = 0; column < matrix.size(); column++) {
        int a = index.get(matrix.classes().get(row));
        int b = index.get(matrix.classes().get(column));
        if (a != b) {
          alike[a][b] += matrix.share(row, column) / 2;
          alike[b][a] += matrix.share(row, column) / 2;
        }
      }
    }
  }

  private List<Integer> order() {
    List<List<Integer>> clusters = new ArrayList<>();
    IntStream.range(0, alike.length).forEach(i -> clusters.add(List.of(i)));
    while (clusters.size() > 1) {
      int[] pair = closest(clusters, this::linkage);
      List<Integer> merged = joined(clusters.get(pair[0]), clusters.get(pair[1]));
      clusters.remove(pair[1]);
      clusters.set(pair[0], merged);
    }
    return clusters.isEmpty() ? List.of() : clusters.get(0);
  }

  /** The first of the most alike pairs. */
  private static int[] closest(
      List<List<Integer>> clusters, ToDoubleBiFunction<List<Integer>, List<Integer>> linkage) {
    int[] pair = {0, 1};
    double most = -1;
    for (int a = 0; a < clusters.size(); a++) {
      for (int b = a + 1; b < clusters.size(); b++) {
        double found = linkage.applyAsDouble(clusters.get(a), clusters.get(b));
        if (found > most) {
          most = found;
          pair = new int[] {a, b};
        }
      }
    }
    return pair;
  }

  private double linkage(List<Integer> one, List<Integer> other) {
    double sum = 0;
    for (int a : one) {
      for (int b : other) {
        sum += alike[a][b];
      }
    }
    return sum / one.size() / other.size();
  }

  /** One beside the other, either turned where that brings more alike classes together. */
  private List<Integer> joined(List<Integer> one, List<Integer> other) {
    List<Integer> best = List.of();
    double most = -1;
    for (List<Integer> left : List.of(one, reversed(one))) {
      for (List<Integer> right : List.of(other, reversed(other))) {
        double found = alike[left.get(left.size() - 1)][right.get(0)];
        if (found > most) {
          most = found;
          best = new ArrayList<>(left);
          best.addAll(right);
        }
      }
    }
    return best;
  }

  private static List<Integer> reversed(List<Integer> list) {
    List<Integer> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }
}
