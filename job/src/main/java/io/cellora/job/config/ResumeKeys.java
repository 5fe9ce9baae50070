package io.cellora.job.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings that a resumed run must share with the one it continues: all but those that cannot
 * change a byte of an adapter.
 */
public final class ResumeKeys {

  /** How the work is cut, where it runs, what else a run may do with its adapters. */
  private static final String FREE =
      "(spark|demo|pretrain|knn|baseline|source|evaluate|calibration|mlflow)\\..*|arms\\.run|train\\.seeds"
          + "|input\\.rowsPerPartition|split\\.allowSharedDonors"
          + "|encoder\\.(threads|batchSize|precision)"
          + "|train\\.checkpoint\\..*"
          + "|arms\\.[^.]+\\.train\\.checkpoint\\..*";

  /** What an evaluation of finished predictions may change, or does not look at. */
  private static final String EVALUATION =
      "(spark|evaluate|calibration\\.unknown|mlflow)\\..*|split\\.allowSharedDonors";

  private ResumeKeys() {}

  /** Values as text by dotted key. */
  public static Map<String, String> of(Settings settings) {
    Map<String, String> leaves = leaves(settings);
    leaves.keySet().removeIf(key -> key.matches(FREE));
    return leaves;
  }

  /** All settings as text by dotted key. */
  public static Map<String, String> leaves(Settings settings) {
    Map<String, String> leaves = new TreeMap<>();
    collect("", settings.toMap(), leaves);
    return leaves;
  }

  /**
   * Checks that nothing differs.
   *
   * @throws IllegalArgumentException naming the first key that does, with both values
   */
  public static void check(Map<String, String> before, Map<String, String> now) {
    different(before, now)
        .ifPresent(
            key -> {
              throw new IllegalArgumentException(
                  "Cannot resume (setting %s was %s in the run that is there): %s; set it back or start"
                          .formatted(key, value(before, key), value(now, key))
                      + " anew by --overwrite without --resume");
            });
  }

  /**
   * Checks that a finished run may be evaluated with other settings: nothing differs that went into
   * its predictions.
   *
   * @throws IllegalArgumentException naming the first key that does, with both values
   */
  public static void checkEvaluation(Settings recorded, Settings settings) {
    Map<String, String> before = leaves(recorded);
    Map<String, String> now = leaves(settings);
    before.keySet().removeIf(key -> key.matches(EVALUATION));
    now.keySet().removeIf(key -> key.matches(EVALUATION));
    different(before, now)
        .ifPresent(
            key -> {
              throw new IllegalArgumentException(
                  "Cannot evaluate with another setting %s (it was %s in the run): %s; leave it out,"
                          .formatted(key, value(before, key), value(now, key))
                      + " or do the run again");
            });
  }

  private static Optional<String> different(Map<String, String> before, Map<String, String> now) {
    Map<String, String> all = new TreeMap<>(before);
    all.putAll(now);
    return all.keySet().stream()
        .filter(key -> !value(before, key).equals(value(now, key)))
        .findFirst();
  }

  private static String value(Map<String, String> settings, String key) {
    return settings.getOrDefault(key, "(not set)");
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
