package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/**
 * A row of the ranks table: how many directions a layer's adapter has, and how many it uses.
 *
 * @param step steps of the adapters' training done so far
 * @param effectiveRank of B A, see {@link EffectiveRank}
 * @param energyKept sum of squared singular values of B A, as a part of that before the change
 */
public record RankRecord(int step, String layer, int rank, double effectiveRank, double energyKept)
    implements Serializable {

  /** All layers as they are, in network order. */
  public static List<RankRecord> of(TrainableParameters parameters, int step) {
    return parameters.adapter().layers().entrySet().stream()
        .map(
            layer ->
                new RankRecord(
                    step,
                    layer.getKey(),
                    layer.getValue().r(),
                    EffectiveRank.ofSingularValues(LowRank.spectrum(layer.getValue())),
                    1))
        .toList();
  }
}
