package io.cellora.lora;

import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import java.util.List;

/**
 * Which linear layers of an encoder get an adapter, and of which rank: delta W = B A * alpha / r.
 *
 * @param targets {@code all-linear}, or full names ({@code network.0.1}), or PEFT's suffixes
 */
public record LoraConfig(int r, float alpha, List<String> targets) implements Serializable {

  /** PEFT's word for every linear layer. */
  public static final String ALL_LINEAR = "all-linear";

  public LoraConfig {
    if (r < 1) {
      throw new IllegalArgumentException("Invalid rank r: " + r + ", expected at least 1");
    }
    targets = List.copyOf(targets);
  }

  /**
   * The names of the adapted layers, in network order.
   *
   * @throws IllegalArgumentException if a target names no layer
   */
  public List<String> layers(MlpWeights encoder) {
    List<String> names = encoder.linearNames();
    for (String target : targets) {
      if (names.stream().noneMatch(name -> matches(target, name))) {
        throw new IllegalArgumentException(
            "Invalid LoRA target: " + target + ", expected " + ALL_LINEAR + " or one of " + names);
      }
    }
    return names.stream()
        .filter(name -> targets.stream().anyMatch(target -> matches(target, name)))
        .toList();
  }

  private static boolean matches(String target, String name) {
    return target.equals(ALL_LINEAR) || name.equals(target) || name.endsWith("." + target);
  }
}
