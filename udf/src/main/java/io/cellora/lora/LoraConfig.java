package io.cellora.lora;

import io.cellora.weights.LayerPattern;
import io.cellora.weights.LoraInit;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.TrainedWith;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Which linear layers of an encoder get an adapter, of which rank and how it starts: delta W = B A
 * * alpha / r, or alpha / sqrt(r) with rslora (2312.03732).
 *
 * @param targets {@code all-linear}, or full names ({@code network.0.1}), or PEFT's suffixes
 * @param dropout part of a layer's input that its adapter does not see while training
 * @param rankPattern other ranks by PEFT's patterns of names; the first that matches counts
 * @param alphaPattern other alphas, likewise
 */
public record LoraConfig(
    int r,
    float alpha,
    List<String> targets,
    float dropout,
    Map<String, Integer> rankPattern,
    Map<String, Float> alphaPattern,
    boolean rslora,
    LoraInit init)
    implements Serializable {

  /** PEFT's word for every linear layer. */
  public static final String ALL_LINEAR = "all-linear";

  public LoraConfig {
    checkRank("rank r", r);
    checkAlpha("alpha", alpha);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "Invalid LoRA dropout: " + dropout + ", expected at least 0 and below 1");
    }
    rankPattern.forEach((key, rank) -> checkRank("rank of " + key, rank));
    alphaPattern.forEach((key, value) -> checkAlpha("alpha of " + key, value));
    targets = List.copyOf(targets);
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
  }

  /** The same rank and scale alpha / r everywhere, PEFT's default start, no dropout. */
  public LoraConfig(int r, float alpha, List<String> targets) {
    this(r, alpha, targets, 0, Map.of(), Map.of(), false, LoraInit.DEFAULT);
  }

  /** What describes a finished adapter, so that its training can go on. */
  public static LoraConfig of(LoraWeights adapter, float dropout) {
    LoraPair first =
        adapter.layers().values().stream()
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("Cannot train adapter (it has no layer): {}"));
    Map<String, Integer> ranks = new LinkedHashMap<>();
    Map<String, Float> alphas = new LinkedHashMap<>();
    adapter
        .layers()
        .forEach(
            (layer, pair) -> {
              checkSameRule(first, layer, pair);
              ranks.put(layer, pair.r());
              alphas.put(layer, pair.alpha());
            });
    return new LoraConfig(
        first.r(),
        first.alpha(),
        List.copyOf(ranks.keySet()),
        dropout,
        ranks,
        alphas,
        first.rslora(),
        LoraInit.DEFAULT);
  }

  private static void checkSameRule(LoraPair first, String layer, LoraPair pair) {
    if (pair.rslora() != first.rslora()) {
      throw new IllegalArgumentException(
          "Cannot train adapter (its layers are scaled by different rules): " + layer);
    }
  }

  /** The same scale with another rank where no pattern gives one. */
  public LoraConfig withRank(int other) {
    float scaled = (float) alphaFor(other, scaling(alpha, r));
    return new LoraConfig(other, scaled, targets, dropout, rankPattern, alphaPattern, rslora, init);
  }

  /**
   * Adapters of these ranks on these layers and no others, each with the scale it has here and
   * without a companion.
   */
  public LoraConfig withRanks(Map<String, Integer> ranks) {
    Map<String, Float> alphas = new LinkedHashMap<>();
    ranks.forEach((layer, rank) -> alphas.put(layer, (float) alphaFor(rank, scaling(layer))));
    return new LoraConfig(
        r,
        alpha,
        List.copyOf(ranks.keySet()),
        dropout,
        ranks,
        alphas,
        rslora,
        init.ofBaseWeight() ? LoraInit.DEFAULT : init);
  }

  /** What the saved adapter's config tells of it. */
  public TrainedWith trainedWith() {
    return new TrainedWith(dropout, init);
  }

  public int rank(String layer) {
    return LayerPattern.find(rankPattern, layer).orElse(r);
  }

  public float alpha(String layer) {
    return LayerPattern.find(alphaPattern, layer).orElse(alpha);
  }

  /** What B A is multiplied with. */
  public double scaling(String layer) {
    return scaling(alpha(layer), rank(layer));
  }

  private double scaling(float alpha, int rank) {
    return rslora ? alpha / Math.sqrt(rank) : (double) alpha / rank;
  }

  /** The alpha that gives a rank this scale. */
  double alphaFor(int rank, double scaling) {
    return rslora ? scaling * Math.sqrt(rank) : scaling * rank;
  }

  /**
   * The names of the adapted layers, in network order.
   *
   * @throws IllegalArgumentException if a target or a pattern names no layer, or a rank is larger
   *     than its layer
   */
  public List<String> layers(MlpWeights encoder) {
    List<String> names = encoder.linearNames();
    for (String target : targets) {
      if (names.stream().noneMatch(name -> matches(target, name))) {
        throw new IllegalArgumentException(
            "Invalid LoRA target: " + target + ", expected " + ALL_LINEAR + " or one of " + names);
      }
    }
    List<String> adapted =
        names.stream()
            .filter(name -> targets.stream().anyMatch(target -> matches(target, name)))
            .toList();
    checkPattern("rank", rankPattern.keySet(), adapted);
    checkPattern("alpha", alphaPattern.keySet(), adapted);
    return adapted;
  }

  /** Checks that every adapter has fewer values than it could replace. */
  void checkRanks(MlpWeights encoder) {
    for (String layer : layers(encoder)) {
      MlpWeights.Linear linear = encoder.linear(layer);
      int most = Math.min(linear.in(), linear.out());
      if (rank(layer) > most) {
        throw new IllegalArgumentException(
            "Invalid LoRA rank of %s: %d, expected at most %d (its weight is [%d, %d])"
                .formatted(layer, rank(layer), most, linear.out(), linear.in()));
      }
    }
  }

  private static void checkPattern(String what, Set<String> keys, List<String> layers) {
    for (String key : keys) {
      String expected = "a name or regular expression of an adapted layer, one of " + layers;
      try {
        if (layers.stream().noneMatch(LayerPattern.of(key))) {
          throw new IllegalArgumentException(
              "Invalid LoRA %s pattern: %s, expected %s".formatted(what, key, expected));
        }
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "Invalid LoRA %s pattern: %s, expected %s".formatted(what, key, expected), e);
      }
    }
  }

  private static void checkRank(String what, int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("Invalid " + what + ": " + rank + ", expected at least 1");
    }
  }

  private static void checkAlpha(String what, float alpha) {
    if (!Float.isFinite(alpha)) {
      throw new IllegalArgumentException(
          "Invalid LoRA " + what + ": " + alpha + ", expected a finite number");
    }
  }

  private static boolean matches(String target, String name) {
    return target.equals(ALL_LINEAR) || name.equals(target) || name.endsWith("." + target);
  }
}
