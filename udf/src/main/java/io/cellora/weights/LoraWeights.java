package io.cellora.weights;

import io.cellora.weights.MlpWeights.HiddenBlock;
import io.cellora.weights.MlpWeights.Linear;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An adapter: low-rank pairs by the name of the linear layer they are added to. */
public record LoraWeights(Map<String, LoraPair> layers) implements Serializable {

  public LoraWeights {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  /**
   * The same adapter with every delta W times a factor from 0, the base, to 1, all that was learnt
   * (2109.01903): a smaller alpha, which PEFT understands.
   */
  public LoraWeights scaledBy(double factor) {
    if (!(factor >= 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "Invalid scale of an adapter: %s, expected a number from 0 to 1".formatted(factor));
    }
    Map<String, LoraPair> scaled = new LinkedHashMap<>();
    layers.forEach(
        (name, pair) -> scaled.put(name, pair.withAlpha((float) (pair.alpha() * factor))));
    return new LoraWeights(scaled);
  }

  /** Checks that every pair has a layer of its name and shape in {@code base}. */
  public void checkFits(MlpWeights base) {
    layers.forEach(
        (name, pair) -> {
          if (!base.linearNames().contains(name)) {
            throw new IllegalArgumentException(
                "Cannot apply adapter (the encoder has only layers %s): %s"
                    .formatted(base.linearNames(), name));
          }
          checkShape(name, pair, base.linear(name).out(), base.linear(name).in());
        });
  }

  /** A copy of {@code base} with every pair added to its layer; the base is not touched. */
  public MlpWeights mergedInto(MlpWeights base) {
    checkFits(base);
    List<HiddenBlock> hidden =
        base.hidden().stream()
            .map(
                block ->
                    new HiddenBlock(
                        merged(block.linear()), block.scale(), block.shift(), block.slope()))
            .toList();
    return new MlpWeights(hidden, merged(base.output()));
  }

  /** A copy of a state dict with every pair added to its {@code NAME.weight}. */
  public NamedTensors mergedInto(NamedTensors base) {
    NamedTensors merged = base;
    for (Map.Entry<String, LoraPair> layer : layers.entrySet()) {
      String weight = layer.getKey() + ".weight";
      if (!base.has(weight)) {
        throw new IllegalArgumentException(
            "Cannot apply adapter (the base has only tensors %s): %s"
                .formatted(base.names(), weight));
      }
      LoraPair pair = layer.getValue();
      int[] shape = base.get(weight).shape();
      checkShape(layer.getKey(), pair, shape[0], shape.length == 2 ? shape[1] : -1);
      float[] values = finite(layer.getKey(), pair.mergedInto(base.get(weight).floats()));
      merged = merged.with(weight, Tensor.of(values, shape));
    }
    return merged;
  }

  private Linear merged(Linear linear) {
    LoraPair pair = layers.get(linear.name());
    return pair == null
        ? linear
        : linear.withWeight(finite(linear.name(), pair.mergedInto(linear.weight())));
  }

  private static void checkShape(String layer, LoraPair pair, int out, int in) {
    if (pair.out() != out || pair.in() != in) {
      throw new IllegalArgumentException(
          "Cannot apply adapter (layer %s of the encoder is [%d, %d]): it was made for [%d, %d]"
              .formatted(layer, out, in, pair.out(), pair.in()));
    }
  }

  private static float[] finite(String layer, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "Cannot merge adapter (layer %s is not finite afterwards): %s".formatted(layer, value));
      }
    }
    return values;
  }
}
