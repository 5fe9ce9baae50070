package io.cellora.job.train;

import io.cellora.lora.AdamW;
import io.cellora.lora.EmbeddingScale;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.TrainableParameters;
import java.util.List;
import java.util.Map;

/**
 * The whole state of a training as plain numbers: what {@link CheckpointStore} writes and reads.
 *
 * @param losses of {@link LossWindow}
 * @param sums of {@link EpochSums}
 * @param log the epochs that have ended
 * @param extra what others keep from step to step, by name
 */
public record Checkpoint(
    Place place,
    Values values,
    AdamW.State moments,
    Best best,
    double[] losses,
    double[] sums,
    List<EpochLog> log,
    Map<String, double[]> extra) {

  public Checkpoint {
    log = List.copyOf(log);
    extra = Map.copyOf(extra);
  }

  /**
   * Where training is.
   *
   * @param epoch of the next step, counted from 0
   * @param step of that epoch, counted from 0
   * @param stepsDone over all epochs
   * @param finished whether no step is left
   */
  public record Place(int epoch, int step, int stepsDone, boolean finished) {}

  /**
   * The parameters.
   *
   * @param ranks of the adapters by layer
   * @param slots name and size of each matrix, so that other parameters are told apart
   */
  public record Values(
      Map<String, Integer> ranks, List<String> slots, float[] values, EmbeddingScale scale) {

    static Values of(TrainableParameters parameters) {
      return new Values(
          parameters.layout().ranks(),
          slots(parameters.layout()),
          parameters.values().clone(),
          parameters.scale());
    }

    /**
     * The parameters in a layout.
     *
     * @throws IllegalArgumentException if it is not the one that was stored
     */
    TrainableParameters in(ParameterLayout layout) {
      return in(layout, values);
    }

    TrainableParameters in(ParameterLayout layout, float[] others) {
      if (!slots(layout).equals(slots)) {
        throw new IllegalArgumentException(
            "Cannot resume (the checkpoint holds other parameters): %s, expected %s"
                .formatted(slots, slots(layout)));
      }
      return new TrainableParameters(layout, others.clone(), scale);
    }

    private static List<String> slots(ParameterLayout layout) {
      return layout.slots().stream()
          .map(slot -> "%s [%d, %d]".formatted(slot.name(), slot.rows(), slot.columns()))
          .toList();
    }
  }

  /** The best epoch, see {@link BestEpoch}; without values before the first. */
  public record Best(int epoch, int seen, double score, float[] values) {

    static Best of(BestEpoch best) {
      float[] values =
          best.parameters() == null ? new float[0] : best.parameters().values().clone();
      return new Best(best.epoch(), best.seen(), best.score(), values);
    }

    BestEpoch in(ParameterLayout layout, Values like) {
      return epoch == 0
          ? BestEpoch.NONE
          : new BestEpoch(epoch, score, seen, like.in(layout, values));
    }
  }
}
