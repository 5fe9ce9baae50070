package io.cellora.job.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The arms of a run: which of them to train, and what each changes in the sections lora and train.
 *
 * @param run names in the order of the work; {@link #BASELINE} is no arm with an adapter
 * @param overlays the arms' own keys, as they were written
 * @param arms the sections with the overlays applied
 */
public record ArmSettings(
    List<String> run, Map<String, Map<String, Object>> overlays, Map<String, Arm> arms) {

  /** The frozen encoder with the heads of {@link BaselineHead}. */
  public static final String BASELINE = "baseline";

  /** The sections that an arm may change, as they are for it. */
  public record Arm(Settings.Lora lora, Settings.Train train) {}

  public ArmSettings {
    run = List.copyOf(run);
    overlays = Collections.unmodifiableMap(new TreeMap<>(overlays));
    arms = Collections.unmodifiableMap(new TreeMap<>(arms));
  }

  /** Those of the run that train an adapter, in its order. */
  public List<String> trained() {
    return run.stream().filter(name -> !name.equals(BASELINE)).toList();
  }

  /** The names of all arms that are defined. */
  public Set<String> defined() {
    return arms.keySet();
  }

  Arm arm(String name) {
    Arm arm = arms.get(name);
    if (arm == null) {
      throw new IllegalArgumentException(
          "Invalid arm: %s, expected one of %s".formatted(name, String.join(", ", defined())));
    }
    return arm;
  }

  /** As it stands in a settings file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(ArmSections.RUN, run);
    map.putAll(overlays);
    return map;
  }
}
