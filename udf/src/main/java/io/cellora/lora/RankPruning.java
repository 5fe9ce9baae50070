package io.cellora.lora;

import io.cellora.weights.LoraPair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes directions out of trained adapters, once and for all; the scale of B A stays. */
public final class RankPruning {

  private RankPruning() {}

  /**
   * Each layer's B A becomes its best approximation that holds this part of its sum of squared
   * singular values; layers that need all their directions for it are left as they are, as is the
   * head. Empty if no layer changes.
   *
   * @param step for the rows of the ranks table
   */
  public static Optional<RankChange> energy(
      TrainableParameters parameters, double energy, int step) {
    Map<String, LoraPair> pruned = new LinkedHashMap<>();
    parameters
        .adapter()
        .layers()
        .forEach(
            (layer, pair) -> {
              LowRank svd = LowRank.of(pair);
              int rank = svd.rankHolding(energy);
              if (rank < pair.r()) {
                pruned.put(layer, truncated(pair, svd, rank));
              }
            });
    return pruned.isEmpty()
        ? Optional.empty()
        : Optional.of(RankChange.replacing(parameters, pruned, step));
  }

  private static LoraPair truncated(LoraPair pair, LowRank svd, int rank) {
    return new LoraPair(
        rank, pair.alpha(), pair.rslora(), svd.a(rank), svd.b(rank), pair.in(), pair.out());
  }

  /** The ranks of layers that keep these directions; layers without any are left out. */
  static Map<String, Integer> ranks(Map<String, int[]> directions) {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    directions.forEach(
        (layer, kept) -> {
          if (kept.length > 0) {
            ranks.put(layer, kept.length);
          }
        });
    return ranks;
  }
}
