package io.cellora.lora;

import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Parameters after ranks or directions changed, and where their values came from.
 *
 * @param origins for each value its index before the change, or -1 for a new one
 * @param ranks a row for each layer, those without an adapter from now on with rank 0
 */
public record RankChange(TrainableParameters parameters, int[] origins, List<RankRecord> ranks) {

  private static final int NEW = -1;

  /** What an optimiser keeps about values before the change, for those after; 0 for new ones. */
  public double[] carried(double[] before) {
    double[] after = new double[origins.length];
    for (int i = 0; i < after.length; i++) {
      after[i] = origins[i] == NEW ? 0 : before[origins[i]];
    }
    return after;
  }

  /** Some directions of each layer stay as they are; a layer without any has no adapter. */
  static RankChange keeping(TrainableParameters before, Map<String, int[]> directions, int step) {
    ParameterLayout from = before.layout();
    ParameterLayout to = from.withRanks(RankPruning.ranks(directions));
    int[] origins = new int[to.size()];
    for (ParameterLayout.Linear linear : to.adapted()) {
      int[] kept = directions.get(linear.name());
      ParameterLayout.Slot a = to.a(linear);
      ParameterLayout.Slot b = to.b(linear);
      for (int k = 0; k < kept.length; k++) {
        for (int i = 0; i < a.columns(); i++) {
          origins[a.offset() + k * a.columns() + i] =
              from.a(linear).offset() + kept[k] * a.columns() + i;
        }
        for (int row = 0; row < b.rows(); row++) {
          origins[b.offset() + row * kept.length + k] =
              from.b(linear).offset() + row * from.b(linear).columns() + kept[k];
        }
      }
    }
    sameHead(from, to, origins);
    float[] values = new float[to.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = before.values()[origins[i]];
    }
    return of(before, new TrainableParameters(to, values, before.scale()), origins, step);
  }

  /** Other values in the same places. */
  static RankChange inPlace(TrainableParameters before, float[] values, int step) {
    int[] origins = IntStream.range(0, values.length).toArray();
    TrainableParameters after = new TrainableParameters(before.layout(), values, before.scale());
    return of(before, after, origins, step);
  }

  /** Other factors for some layers, the rest as it is. */
  static RankChange replacing(TrainableParameters before, Map<String, LoraPair> pairs, int step) {
    ParameterLayout from = before.layout();
    Map<String, Integer> ranks = from.ranks();
    pairs.forEach((layer, pair) -> ranks.put(layer, pair.r()));
    ParameterLayout to = from.withRanks(ranks);
    int[] origins = new int[to.size()];
    Arrays.fill(origins, NEW);
    float[] values = new float[to.size()];
    for (ParameterLayout.Linear linear : to.adapted()) {
      LoraPair pair = pairs.get(linear.name());
      if (pair == null) {
        same(from.a(linear), to.a(linear), origins);
        same(from.b(linear), to.b(linear), origins);
      } else {
        System.arraycopy(pair.a(), 0, values, to.a(linear).offset(), pair.a().length);
        System.arraycopy(pair.b(), 0, values, to.b(linear).offset(), pair.b().length);
      }
    }
    sameHead(from, to, origins);
    for (int i = 0; i < values.length; i++) {
      values[i] = origins[i] == NEW ? values[i] : before.values()[origins[i]];
    }
    return of(before, new TrainableParameters(to, values, before.scale()), origins, step);
  }

  private static RankChange of(
      TrainableParameters before, TrainableParameters after, int[] origins, int step) {
    LoraWeights now = after.adapter();
    List<RankRecord> rows = new ArrayList<>();
    before
        .adapter()
        .layers()
        .forEach((layer, pair) -> rows.add(row(step, layer, pair, now.layers().get(layer))));
    return new RankChange(after, origins, rows);
  }

  private static RankRecord row(int step, String layer, LoraPair before, LoraPair after) {
    if (after == null) {
      return new RankRecord(step, layer, 0, 0, 0);
    }
    double[] spectrum = LowRank.spectrum(after);
    double all = squares(LowRank.spectrum(before));
    return new RankRecord(
        step,
        layer,
        after.r(),
        EffectiveRank.ofSingularValues(spectrum),
        all == 0 ? 1 : squares(spectrum) / all);
  }

  private static double squares(double[] values) {
    return Arrays.stream(values).map(value -> value * value).sum();
  }

  private static void sameHead(ParameterLayout from, ParameterLayout to, int[] origins) {
    for (int i = 0; i < to.head().size(); i++) {
      same(from.head().get(i), to.head().get(i), origins);
    }
  }

  private static void same(ParameterLayout.Slot from, ParameterLayout.Slot to, int[] origins) {
    for (int i = 0; i < to.size(); i++) {
      origins[to.offset() + i] = from.offset() + i;
    }
  }
}
