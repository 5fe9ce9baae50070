package io.cellora.job.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that a resumed run must share with the one it continues: all but those that cannot
 * change a byte of an adapter.
 */
public final class ResumeKeys {

  /** How the work is cut, where it runs, what else a run may do with its adapters. */
  private static final String FREE =
      "(spark|demo|pretrain|knn|baseline|evaluate|source)\\..*|arms\\.run|train\\.seeds"
          + "|input\\.rowsPerPartition"
          + "|encoder\\.(threads|batchSize|precision)"
          + "|train\\.checkpoint\\..*"
          + "|arms\\.[^.]+\\.train\\.checkpoint\\..*";

  private ResumeKeys() {}

  /** Values as text by dotted key. */
  public static Map<String, String> of(Settings settings) {
    Map<String, String> leaves = new TreeMap<>();
    collect("", settings.toMap(), leaves);
    leaves.keySet().removeIf(key -> key.matches(FREE));
    return leaves;
  }

  /**
   * Checks that nothing differs.
   *
   * @throws IllegalArgumentException naming the first key that does, with both values
   */
  public static void check(Map<String, String> before, Map<String, String> now) {
    Map<String, String> all = new TreeMap<>(before);
    all.putAll(now);
    for (String key : all.keySet()) {
      String old = before.getOrDefault(key, "(not set)");
      String given = now.getOrDefault(key, "(not set)");
      if (!old.equals(given)) {
        throw new IllegalArgumentException(
            "Cannot resume (setting %s was %s in the unfinished run): %s; set it back or start anew"
                    .formatted(key, old, given)
                + " by --overwrite without --resume");
      }
    }
  }

  private static void collect(String prefix, Map<?, ?> map, Map<String, String> leaves) {
    map.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> below) {
            collect(prefix + key + ".", below, leaves);
          } else {
            leaves.put(prefix + key, String.valueOf(value));
          }
        });
  }
}
