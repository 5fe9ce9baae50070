package io.cellora.job.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the section arms: each arm is lora and train with its own keys over them. */
final class ArmSections {

  static final String RUN = "run";

  static final String SECTION = "arms";
  static final String LORA = "lora";
  static final String TRAIN = "train";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

  private ArmSections() {}

  static ArmSettings arms(Section root) {
    Section section = root.section(SECTION);
    Map<String, Map<String, Object>> overlays = new TreeMap<>();
    Map<String, ArmSettings.Arm> arms = new TreeMap<>();
    for (String name : section.names()) {
      if (!name.equals(RUN)) {
        checkName(section, name);
        arms.put(name, arm(root, section.section(name)));
        overlays.put(name, plain(section.plain(name)));
      }
    }
    return new ArmSettings(run(section, arms), overlays, arms);
  }

  private static ArmSettings.Arm arm(Section root, Section own) {
    refuseWhatAllShare(own);
    return new ArmSettings.Arm(
        SettingsSections.lora(root.overlaid(LORA, own)),
        SettingsSections.train(root.overlaid(TRAIN, own)));
  }

  /** Names are folders and words of SQL. */
  private static void checkName(Section section, String name) {
    if (name.equals(ArmSettings.BASELINE)) {
      throw section.invalid(name, "no section: the frozen baseline is set in baseline { ... }");
    }
    if (!name.matches(NAME)) {
      throw section.invalid(name, "an arm's name of letters, digits, '_' and '-'");
    }
  }

  private static void refuseWhatAllShare(Section own) {
    if (own.has(TRAIN)) {
      Section train = own.section(TRAIN);
      for (String shared : List.of("workers", "seeds", "storage")) {
        if (train.has(shared)) {
          throw train.invalid(shared, "none in an arm: all arms share train." + shared);
        }
      }
    }
  }

  private static List<String> run(Section section, Map<String, ArmSettings.Arm> arms) {
    List<String> run = section.texts(RUN, 1);
    List<String> known = new ArrayList<>(List.of(ArmSettings.BASELINE));
    known.addAll(arms.keySet());
    if (!known.containsAll(run)) {
      throw section.invalid(RUN, "some of " + String.join(", ", known));
    }
    if (run.stream().distinct().count() < run.size()) {
      throw section.invalid(RUN, "each arm once");
    }
    return run;
  }

  /** Sections always have text keys; their order in memory is none, so they are sorted. */
  static Map<String, Object> plain(Object section) {
    Map<String, Object> sorted = new LinkedHashMap<>();
    new TreeMap<Object, Object>((Map<?, ?>) section)
        .forEach(
            (key, value) ->
                sorted.put(key.toString(), value instanceof Map<?, ?> ? plain(value) : value));
    return sorted;
  }
}
