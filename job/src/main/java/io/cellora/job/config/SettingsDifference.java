package io.cellora.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A setting of a run that is not as in conf/reference.conf; values as JSON.
 *
 * @param key as in {@code train.epochs}
 */
public record SettingsDifference(String key, String value, String reference) {

  private static final String NOT_SET = "(not set)";

  /**
   * What differs, by key.
   *
   * @param json settings as {@link Settings#toJson} writes them
   */
  public static List<SettingsDifference> fromReference(String json) {
    Map<String, String> reference =
        leaves(SettingsReader.read(Optional.empty(), Map.of()).toJson());
    Map<String, String> own = leaves(json);
    Map<String, String> all = new TreeMap<>(reference);
    all.putAll(own);
    List<SettingsDifference> differing = new ArrayList<>();
    for (String key : all.keySet()) {
      String here = own.getOrDefault(key, NOT_SET);
      String there = reference.getOrDefault(key, NOT_SET);
      if (!here.equals(there)) {
        differing.add(new SettingsDifference(key, here, there));
      }
    }
    return differing;
  }

  /** All settings of such a text, by key. */
  public static Map<String, String> leaves(String json) {
    Map<String, String> leaves = new TreeMap<>();
    Config config = ConfigFactory.parseString(json);
    config
        .entrySet()
        .forEach(e -> leaves.put(e.getKey(), e.getValue().render(ConfigRenderOptions.concise())));
    return leaves;
  }
}
