package io.cellora.knn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cell's neighbours say, in SCimilarity's statistics. Of labels with equally many votes the
 * one with the nearest neighbour wins.
 *
 * @param code the winning label
 * @param uniform how clear the win is when neighbours count alike
 * @param weighted the same when they count by their distance
 * @param hits the labels, most neighbours first
 */
record KnnVote(int code, Clarity uniform, Clarity weighted, List<Hits> hits) {

  /** Below this a sum of votes counts as this. */
  private static final double SMALLEST_SUM = 1e-6;

  /** A label's neighbours, and the sum of their weights. */
  record Hits(int code, int count, double weight) {}

  /**
   * @param vs2nd best / (best + second best)
   * @param vsAll best / all
   */
  record Clarity(double vs2nd, double vsAll) {

    private static Clarity of(double[] descending) {
      if (descending.length == 1) {
        return new Clarity(1, 1);
      }
      double all = 0;
      for (double votes : descending) {
        all += Math.max(votes, SMALLEST_SUM);
      }
      double best = Math.max(descending[0], SMALLEST_SUM);
      double second = Math.max(descending[1], SMALLEST_SUM);
      return new Clarity(best / (best + second), best / all);
    }
  }

  /** Counts the votes of at least one neighbour. */
  static KnnVote of(Neighbours neighbours, KnnWeighting weighting) {
    Map<Integer, Hits> nearestFirst = new LinkedHashMap<>();
    for (int i = 0; i < neighbours.size(); i++) {
      double weight = KnnWeighting.DISTANCE.vote(neighbours.distance(i));
      nearestFirst.merge(
          neighbours.code(i),
          new Hits(neighbours.code(i), 1, weight),
          (all, one) -> new Hits(all.code, all.count + 1, all.weight + weight));
    }
    List<Hits> byCount = sorted(nearestFirst, Comparator.comparingInt(Hits::count));
    List<Hits> byWeight = sorted(nearestFirst, Comparator.comparingDouble(Hits::weight));
    List<Hits> winners = weighting == KnnWeighting.UNIFORM ? byCount : byWeight;
    return new KnnVote(
        winners.get(0).code,
        Clarity.of(byCount.stream().mapToDouble(Hits::count).toArray()),
        Clarity.of(byWeight.stream().mapToDouble(Hits::weight).toArray()),
        byCount);
  }

  /** The sort is stable: among equals the nearest stays first. */
  private static List<Hits> sorted(Map<Integer, Hits> nearestFirst, Comparator<Hits> ascending) {
    List<Hits> hits = new ArrayList<>(nearestFirst.values());
    hits.sort(ascending.reversed());
    return List.copyOf(hits);
  }
}
