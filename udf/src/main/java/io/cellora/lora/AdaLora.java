package io.cellora.lora;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * AdaLoRA's budget for plain factors (2303.10512): between start and end, the least important
 * directions over all layers lose their B, from which they may recover until the next look; at the
 * end those beyond the budget are taken out. A layer may lose its whole adapter.
 */
final class AdaLora implements RankSchedule {

  private final RankPlan plan;
  private final ParameterLayout layout;
  private final DirectionImportance importance;
  private boolean done;

  AdaLora(RankPlan plan, ParameterLayout layout) {
    this.plan = plan;
    this.layout = layout;
    this.importance = new DirectionImportance(layout);
  }

  @Override
  public Optional<RankChange> afterStep(
      TrainableParameters parameters, double[] gradient, int step, int steps) {
    if (done || step > plan.lastStep(steps)) {
      return Optional.empty();
    }
    importance.add(parameters.values(), gradient);
    if (step == plan.lastStep(steps)) {
      done = true;
      return Optional.of(RankChange.keeping(parameters, kept(step, steps), step));
    }
    return plan.looksAfter(step, steps)
        ? Optional.of(RankChange.inPlace(parameters, masked(parameters, step, steps), step))
        : Optional.empty();
  }

  /** The values with B zero in all directions but the most important ones. */
  private float[] masked(TrainableParameters parameters, int step, int steps) {
    float[] values = parameters.values().clone();
    Map<String, int[]> kept = kept(step, steps);
    for (ParameterLayout.Linear linear : layout.adapted()) {
      ParameterLayout.Slot b = layout.b(linear);
      for (int k = 0; k < b.columns(); k++) {
        if (Arrays.binarySearch(kept.get(linear.name()), k) < 0) {
          for (int i = b.offset() + k; i < b.offset() + b.size(); i += b.columns()) {
            values[i] = 0;
          }
        }
      }
    }
    return values;
  }

  /** By layer the most important directions, rising; of equal ones the first. */
  private Map<String, int[]> kept(int step, int steps) {
    double[] scores = importance.scores();
    List<Integer> order = new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
    order.sort(Comparator.comparingDouble((Integer i) -> -scores[i]));
    int budget = plan.directions(step, steps, scores.length, layout.adapted().size());
    boolean[] stays = new boolean[scores.length];
    order.subList(0, budget).forEach(i -> stays[i] = true);
    Map<String, int[]> kept = new LinkedHashMap<>();
    int first = 0;
    for (Map.Entry<String, Integer> layer : layout.ranks().entrySet()) {
      int from = first;
      int[] directions =
          IntStream.range(0, layer.getValue()).filter(k -> stays[from + k]).toArray();
      kept.put(layer.getKey(), directions);
      first += layer.getValue();
    }
    return kept;
  }

  @Override
  public double[] state() {
    return done ? new double[0] : importance.state();
  }

  @Override
  public void restore(double[] state) {
    done = state.length == 0;
    if (!done) {
      importance.restore(state);
    }
  }
}
