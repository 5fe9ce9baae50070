package io.cellora.lora;

import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

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

  /**
   * The values that training starts from, as PEFT and torch.nn.Linear draw them: uniform in +-1 /
   * sqrt(fan in), B zero. Each matrix has its own stream, so that a layer more or less does not
   * change the others.
   */
  public static TrainableParameters initial(
      ParameterLayout layout, EmbeddingScale scale, long seed) {
    float[] values = new float[layout.size()];
    for (ParameterLayout.Slot slot : layout.slots()) {
      if (!slot.startsAtZero()) {
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, slot.name().hashCode()));
        double bound = 1 / Math.sqrt(slot.fanIn());
        for (int i = 0; i < slot.size(); i++) {
          values[slot.offset() + i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
      }
    }
    return new TrainableParameters(layout, values, scale);
  }

  /** A copy of the adapters. */
  public LoraWeights adapter() {
    Map<String, LoraPair> layers = new LinkedHashMap<>();
    for (ParameterLayout.Linear linear : layout.linears()) {
      if (layout.a(linear) != null) {
        layers.put(
            linear.name(),
            new LoraPair(
                layout.lora().r(),
                layout.lora().alpha(),
                false,
                copy(layout.a(linear)),
                copy(layout.b(linear)),
                linear.in(),
                linear.out()));
      }
    }
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
    return Arrays.copyOfRange(values, slot.offset(), slot.offset() + slot.size());
  }
}
