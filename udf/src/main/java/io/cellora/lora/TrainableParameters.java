package io.cellora.lora;

import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays that training moves: a layout and the flat values; and what the head's input is scaled
 * with, which does not move.
 */
public record TrainableParameters(ParameterLayout layout, float[] values, EmbeddingScale scale)
    implements Serializable {

  public TrainableParameters {
    if (values.length != layout.size()) {
      throw new IllegalArgumentException(
          "Invalid number of parameters: " + values.length + ", expected " + layout.size());
    }
  }

  /** What is serialised in their place. */
  private record Wire(ParameterLayout layout, FloatBytes values, EmbeddingScale scale)
      implements Serializable {

    private Object readResolve() {
      return new TrainableParameters(layout, values.floats(), scale);
    }
  }

  private Object writeReplace() {
    return new Wire(layout, FloatBytes.of(values), scale);
  }

  /**
   * The values that training starts from where they are drawn: PEFT's default and gaussian starts.
   *
   * @throws IllegalArgumentException if the start is a part of the base weight
   */
  public static TrainableParameters initial(
      ParameterLayout layout, EmbeddingScale scale, long seed) {
    if (layout.lora().init().ofBaseWeight()) {
      throw new IllegalArgumentException(
          "Cannot start adapter (it needs the encoder's weights): " + layout.lora().init());
    }
    return new TrainableParameters(layout, InitialValues.drawn(layout, seed), scale);
  }

  /** The values that training of adapters for this encoder starts from, however they start. */
  public static TrainableParameters initial(
      ParameterLayout layout, EmbeddingScale scale, long seed, MlpWeights encoder) {
    return layout.lora().init().ofBaseWeight()
        ? new TrainableParameters(layout, InitialValues.ofBase(layout, seed, encoder), scale)
        : initial(layout, scale, seed);
  }

  /**
   * These parameters with the adapters of another training; the layout is the adapter's own.
   *
   * @throws IllegalArgumentException naming both shapes if it is not
   */
  public TrainableParameters withAdapter(LoraWeights adapter) {
    float[] changed = values.clone();
    for (ParameterLayout.Linear linear : layout.adapted()) {
      LoraPair pair = adapter.layers().get(linear.name());
      LoraPair held = layout.pair(linear, values);
      if (pair == null || pair.a().length != held.a().length || pair.r() != held.r()) {
        throw new IllegalArgumentException(
            "Cannot train on from adapter (the layout's layers and ranks are %s): %s of rank %s"
                .formatted(layout.ranks(), linear.name(), pair == null ? "none" : pair.r()));
      }
      put(pair.a(), layout.a(linear), changed);
      put(pair.b(), layout.b(linear), changed);
    }
    return new TrainableParameters(layout, changed, scale);
  }

  /**
   * These parameters with a head for raw embeddings in place of their own: what {@link #head}
   * folded is unfolded.
   *
   * @throws IllegalArgumentException if the head has other widths
   */
  public TrainableParameters withHead(ClassifierHead head) {
    List<ParameterLayout.Slot> slots = layout.head();
    if (head.w1().length != slots.get(0).size() || head.w2().length != slots.get(2).size()) {
      throw new IllegalArgumentException(
          "Cannot train on from head (the layout's is [%d, %d, %d]): [%d, %d, %d]"
              .formatted(
                  slots.get(0).columns(),
                  slots.get(0).rows(),
                  slots.get(2).rows(),
                  head.latent(),
                  head.hidden(),
                  head.labels().size()));
    }
    float[] changed = values.clone();
    put(unfoldedWeight(head), slots.get(0), changed);
    put(unfoldedBias(head), slots.get(1), changed);
    put(head.w2(), slots.get(2), changed);
    put(head.b2(), slots.get(3), changed);
    return new TrainableParameters(layout, changed, scale);
  }

  private float[] unfoldedWeight(ClassifierHead head) {
    float[] weight = new float[head.w1().length];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) ((double) head.w1()[i] / scale.scale()[i % head.latent()]);
    }
    return weight;
  }

  private float[] unfoldedBias(ClassifierHead head) {
    float[] bias = new float[head.hidden()];
    for (int row = 0; row < bias.length; row++) {
      double sum = head.b1()[row];
      for (int i = 0; i < head.latent(); i++) {
        sum += (double) head.w1()[row * head.latent() + i] * scale.center()[i];
      }
      bias[row] = (float) sum;
    }
    return bias;
  }

  private static void put(float[] part, ParameterLayout.Slot slot, float[] values) {
    System.arraycopy(part, 0, values, slot.offset(), slot.size());
  }

  /** The same with every adapter's part multiplied: B times the factor, as plain numbers. */
  public TrainableParameters scaledBy(double factor) {
    TrainableParameters scaled = copy();
    for (ParameterLayout.Linear linear : layout.adapted()) {
      ParameterLayout.Slot b = layout.b(linear);
      for (int i = b.offset(); i < b.offset() + b.size(); i++) {
        scaled.values[i] = (float) (values[i] * factor);
      }
    }
    return scaled;
  }

  /** Whether every B is zero, so that embeddings are the frozen ones. */
  public boolean changesNothing() {
    for (ParameterLayout.Linear linear : layout.adapted()) {
      for (float b : copy(layout.b(linear))) {
        if (b != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * A copy of the adapters, with their companions where they have one: plain LoRA of twice the
   * rank.
   */
  public LoraWeights adapter() {
    Map<String, LoraPair> layers = new LinkedHashMap<>();
    layout.adapted().forEach(l -> layers.put(l.name(), layout.pair(l, values)));
    return new LoraWeights(layers);
  }

  /** The same kind of parameters with a copy of the values, to be moved. */
  public TrainableParameters copy() {
    return new TrainableParameters(layout, values.clone(), scale);
  }

  /** The head for raw embeddings: a copy with the scale folded into its first layer. */
  public ClassifierHead head(List<String> labels) {
    List<ParameterLayout.Slot> head = layout.head();
    float[] weight = copy(head.get(0));
    return new ClassifierHead(
        labels,
        scale.foldedWeight(weight),
        scale.foldedBias(weight, copy(head.get(1))),
        copy(head.get(2)),
        copy(head.get(3)));
  }

  private float[] copy(ParameterLayout.Slot slot) {
    return ParameterLayout.slice(slot, values);
  }
}
