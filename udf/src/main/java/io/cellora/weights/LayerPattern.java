package io.cellora.weights;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** PEFT's rule for the keys of rank_pattern and alpha_pattern. */
public final class LayerPattern {

  private LayerPattern() {}

  /**
   * A regular expression of a layer's whole name, or of its end behind a dot.
   *
   * @throws java.util.regex.PatternSyntaxException if it is none
   */
  public static Predicate<String> of(String key) {
    return Pattern.compile("(.*\\.)?(" + key + ")").asMatchPredicate();
  }

  /** The value of the first key that matches. */
  public static <V> Optional<V> find(Map<String, V> pattern, String layer) {
    return pattern.entrySet().stream()
        .filter(entry -> of(entry.getKey()).test(layer))
        .findFirst()
        .map(Map.Entry::getValue);
  }
}
