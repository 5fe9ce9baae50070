package io.cellora.lora;

import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The arrays that training moves: a layout and the flat values, on the driver. */
public record TrainableParameters(ParameterLayout layout, float[] values) {

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
  public static TrainableParameters initial(ParameterLayout layout, long seed) {
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
    return new TrainableParameters(layout, values);
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

  /** A copy of the head, over the classes in the order of their indices. */
  public ClassifierHead head(List<String> labels) {
    List<ParameterLayout.Slot> head = layout.head();
    return new ClassifierHead(
        labels, copy(head.get(0)), copy(head.get(1)), copy(head.get(2)), copy(head.get(3)));
  }

  private float[] copy(ParameterLayout.Slot slot) {
    return Arrays.copyOfRange(values, slot.offset(), slot.offset() + slot.size());
  }
}
