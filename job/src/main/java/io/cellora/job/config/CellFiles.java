package io.cellora.job.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The h5ad files of a run, by what they are for: the splits {@code train}, {@code val}, {@code
 * calibration} and {@code test} as they were given, or {@code input}, which the settings {@code
 * split} cut into these.
 */
public record CellFiles(Map<String, List<String>> byRole) {

  public static final String TRAIN = "train";
  public static final String VAL = "val";
  public static final String CALIBRATION = "calibration";
  public static final String TEST = "test";

  /** Not a split: files whose cells are yet to be split. */
  public static final String INPUT = "input";

  /** Roles without files are left out. */
  public CellFiles {
    Map<String, List<String>> some = new TreeMap<>();
    byRole.forEach((role, files) -> some.put(role, List.copyOf(files)));
    some.values().removeIf(List::isEmpty);
    byRole = Collections.unmodifiableMap(some);
  }

  /** Files of each split; the last two may be empty. */
  public static CellFiles given(
      List<String> train, List<String> val, List<String> calibration, List<String> test) {
    return new CellFiles(Map.of(TRAIN, train, VAL, val, CALIBRATION, calibration, TEST, test));
  }

  /** Files to be split. */
  public static CellFiles toSplit(List<String> input) {
    return new CellFiles(Map.of(INPUT, input));
  }

  /** The files of a role, none where it has none. */
  public List<String> of(String role) {
    return byRole.getOrDefault(role, List.of());
  }

  public boolean has(String role) {
    return byRole.containsKey(role);
  }

  /** Every path, by role. */
  public List<String> all() {
    return byRole.values().stream().flatMap(List::stream).toList();
  }
}
