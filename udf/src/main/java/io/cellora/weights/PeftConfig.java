package io.cellora.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** PEFT's adapter_config.json: what of it matters here, and refusal of what cannot be honoured. */
final class PeftConfig {

  static final String BASE_MODEL = "base_model_name_or_path";

  /**
   * Settings that change no number of a finished adapter, whose tensors say which layers it has.
   */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "auto_mapping",
          BASE_MODEL,
          "ensure_weight_tying",
          "eva_config",
          "exclude_modules",
          "inference_mode",
          "init_lora_weights",
          "layers_pattern",
          "layers_to_transform",
          "loftq_config",
          "lora_dropout",
          "megatron_core",
          "peft_version",
          "qalora_group_size",
          "revision",
          "runtime_config",
          "task_type");

  private static final String ALL_LINEAR = "all-linear";

  private static final Set<String> UNDERSTOOD =
      Set.of(
          "alpha_pattern",
          "bias",
          "lora_alpha",
          "peft_type",
          "r",
          "rank_pattern",
          "target_modules",
          "use_rslora");

  /** Ways to start that move a part of the base weight into the adapter. */
  private static final List<String> CHANGE_THE_BASE =
      List.of("pissa", "olora", "corda", "loftq", "lora_ga");

  private final Map<String, Object> json;
  private final String file;

  PeftConfig(Map<String, Object> json, String file) {
    this.json = json;
    this.file = file;
    expect("peft_type", "LORA");
    if (!isUnset(json.get("bias"))) {
      expect("bias", "none");
    }
    json.forEach(this::refuseUnsupported);
    String start = String.valueOf(json.get("init_lora_weights")).toLowerCase(Locale.ROOT);
    if (CHANGE_THE_BASE.stream().anyMatch(start::startsWith)) {
      throw unsupported("init_lora_weights", start);
    }
  }

  int rank(String layer) {
    double rank = number("rank_pattern", layer, "r");
    if (rank < 1 || rank != Math.rint(rank) || rank > Integer.MAX_VALUE) {
      throw Refusal.of(file, "expected a whole positive rank for " + layer, rank);
    }
    return (int) rank;
  }

  float alpha(String layer) {
    return (float) number("alpha_pattern", layer, "lora_alpha");
  }

  boolean rslora() {
    return Boolean.TRUE.equals(json.get("use_rslora"));
  }

  /** Checks that the config and the tensors speak of the same layers. */
  void checkLayers(Set<String> layers) {
    for (String pattern : List.of("rank_pattern", "alpha_pattern")) {
      Set<String> unknown = new TreeSet<>(map(pattern).keySet());
      unknown.removeIf(key -> layers.stream().anyMatch(matching(pattern, key)));
      if (!unknown.isEmpty()) {
        throw Refusal.of(file, pattern + " names layers without tensors " + layers, unknown);
      }
    }
    if (json.get("target_modules") instanceof List<?> targets) {
      checkListed(targets, layers);
    } else if (json.get("target_modules") instanceof String target) {
      checkMatched(target, layers);
    }
  }

  private void checkListed(List<?> targets, Set<String> layers) {
    for (Object target : targets) {
      boolean found = layers.stream().anyMatch(layer -> names(target.toString(), layer));
      if (!found && !leavesLayersOut()) {
        throw Refusal.of(file, "a target module has no tensors, only " + layers, target);
      }
    }
    for (String layer : layers) {
      if (targets.stream().noneMatch(target -> names(target.toString(), layer))) {
        throw Refusal.of(file, "target_modules lacks a layer that has tensors", layer);
      }
    }
  }

  /** A text is all-linear or a regular expression of whole names. */
  private void checkMatched(String target, Set<String> layers) {
    if (target.equalsIgnoreCase(ALL_LINEAR)) {
      return;
    }
    Pattern pattern = compiled("target_modules", target);
    for (String layer : layers) {
      if (!pattern.matcher(layer).matches()) {
        throw Refusal.of(file, "target_modules does not match a layer that has tensors", layer);
      }
    }
  }

  private boolean leavesLayersOut() {
    return !isUnset(json.get("exclude_modules")) || !isUnset(json.get("layers_to_transform"));
  }

  private Predicate<String> matching(String pattern, String key) {
    try {
      return LayerPattern.of(key);
    } catch (PatternSyntaxException e) {
      throw Refusal.of(file, pattern + " is no regular expression", key, e);
    }
  }

  private Pattern compiled(String setting, String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw Refusal.of(file, setting + " is no regular expression", expression, e);
    }
  }

  /**
   * What PEFT needs to load {@code adapter}; the commonest rank and alpha stand outside patterns.
   */
  static Map<String, Object> of(LoraWeights adapter, String baseModel, TrainedWith trained) {
    Map<String, Number> ranks = new LinkedHashMap<>();
    Map<String, Number> alphas = new LinkedHashMap<>();
    adapter
        .layers()
        .forEach(
            (layer, pair) -> {
              ranks.put(layer, pair.r());
              alphas.put(layer, plain(pair.alpha()));
            });
    Map<String, Object> json = new TreeMap<>();
    json.put("peft_type", "LORA");
    json.put("task_type", null);
    json.put(BASE_MODEL, baseModel);
    json.put("revision", null);
    json.put("inference_mode", true);
    json.put("r", commonest(ranks));
    json.put("lora_alpha", commonest(alphas));
    json.put("rank_pattern", others(ranks));
    json.put("alpha_pattern", others(alphas));
    json.put("target_modules", new ArrayList<>(adapter.layers().keySet()));
    json.put("lora_dropout", trained.dropout());
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.put("init_lora_weights", trained.init().inPeft());
    json.put("modules_to_save", null);
    json.put("use_dora", false);
    json.put("use_rslora", rslora(adapter));
    return json;
  }

  private void refuseUnsupported(String key, Object value) {
    if (!WITHOUT_EFFECT.contains(key) && !UNDERSTOOD.contains(key) && !isUnset(value)) {
      throw unsupported(key, value);
    }
  }

  private static boolean isUnset(Object value) {
    return value == null
        || value.equals(false)
        || value instanceof List<?> list && list.isEmpty()
        || value instanceof Map<?, ?> map && map.isEmpty();
  }

  private void expect(String key, String value) {
    if (!value.equals(json.get(key))) {
      throw unsupported(key, json.get(key));
    }
  }

  private IllegalArgumentException unsupported(String key, Object value) {
    return Refusal.of(file, key + " is not supported", value);
  }

  private double number(String pattern, String layer, String otherwise) {
    Object value = json.get(otherwise);
    for (Map.Entry<?, ?> entry : map(pattern).entrySet()) {
      if (matching(pattern, entry.getKey().toString()).test(layer)) {
        value = entry.getValue();
        break;
      }
    }
    if (!(value instanceof Number number)) {
      throw Refusal.of(file, "expected a number for " + otherwise + " of " + layer, value);
    }
    return number.doubleValue();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> map(String key) {
    Object value = json.get(key);
    if (value != null && !(value instanceof Map)) {
      throw Refusal.of(file, key + " should be an object", value);
    }
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  /** PEFT's rule for target modules: the whole name, or its end behind a dot. */
  private static boolean names(String key, String layer) {
    return layer.equals(key) || layer.endsWith("." + key);
  }

  private static Number plain(float alpha) {
    return alpha == Math.rint(alpha) && Math.abs(alpha) < 1 << 24 ? (Number) (int) alpha : alpha;
  }

  private static Number commonest(Map<String, Number> values) {
    Map<Number, Integer> counts = new LinkedHashMap<>();
    values.values().forEach(value -> counts.merge(value, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Number, Integer>comparingByValue()
                .thenComparing(entry -> -entry.getKey().doubleValue()))
        .orElseThrow()
        .getKey();
  }

  private static Map<String, Number> others(Map<String, Number> values) {
    Number common = commonest(values);
    Map<String, Number> others = new LinkedHashMap<>(values);
    others.values().removeIf(common::equals);
    return others;
  }

  private static boolean rslora(LoraWeights adapter) {
    List<Boolean> kinds =
        adapter.layers().values().stream().map(LoraPair::rslora).distinct().toList();
    if (kinds.size() != 1) {
      throw new IllegalArgumentException(
          "Cannot write adapter (PEFT scales all layers by the same rule): use_rslora " + kinds);
    }
    return kinds.get(0);
  }
}
