package io.cellora.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The keys of the reference; refuses others and suggests the nearest. */
final class KnownKeys {

  private static final String PREFIX = SettingsReader.ROOT + ".";
  private static final String ARMS = PREFIX + ArmSections.SECTION;
  private static final String SOURCE_INPUT =
      PREFIX + SourceSettings.SECTION + "." + SourceSettings.INPUT;
  private static final Set<String> SECTIONS_OF_AN_ARM = Set.of(ArmSections.LORA, ArmSections.TRAIN);

  /** Ends of the names of sections whose keys are the user's own. */
  private static final List<String> FREE_FORM =
      List.of(".spark.conf", ".lora.rankPattern", ".lora.alphaPattern");

  private final ConfigObject reference;
  private final List<String> names = new ArrayList<>();

  KnownKeys(Config reference) {
    this.reference = reference.root();
    collect("", this.reference);
  }

  void check(Config config) {
    check("", config.root(), reference);
  }

  private void collect(String prefix, ConfigObject object) {
    object.forEach(
        (key, value) -> {
          names.add(prefix + key);
          if (value instanceof ConfigObject below) {
            collect(prefix + key + ".", below);
          }
        });
  }

  private void check(String prefix, ConfigObject object, ConfigObject known) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String path = prefix + entry.getKey();
      ConfigValue counterpart = known.get(entry.getKey());
      if (counterpart == null) {
        throw unknown(path, entry.getValue());
      }
      if (counterpart instanceof ConfigObject section) {
        checkSection(path, entry.getValue(), section);
      }
    }
  }

  private void checkSection(String path, ConfigValue value, ConfigObject known) {
    if (!(value instanceof ConfigObject section)) {
      throw refused(path, value.render(), "a section { ... }", value);
    }
    if (path.equals(ARMS)) {
      section.forEach(this::checkArm);
    } else if (path.equals(SOURCE_INPUT)) {
      check(path + ".", section, section(SourceSettings.INPUT));
    } else if (FREE_FORM.stream().noneMatch(path::endsWith)) {
      check(path + ".", section, known);
    }
  }

  /** Arms are named freely; what they hold are keys of the sections they change. */
  private void checkArm(String name, ConfigValue value) {
    if (name.equals(ArmSections.RUN)) {
      return;
    }
    String path = ARMS + "." + name;
    if (!(value instanceof ConfigObject arm)) {
      throw refused(path, value.render(), "a section { ... } or the list run", value);
    }
    for (Map.Entry<String, ConfigValue> entry : arm.entrySet()) {
      String below = path + "." + entry.getKey();
      if (!SECTIONS_OF_AN_ARM.contains(entry.getKey())) {
        throw refused(below, "unknown", "lora { ... } or train { ... }", entry.getValue());
      }
      checkSection(below, entry.getValue(), section(entry.getKey()));
    }
  }

  private ConfigObject section(String name) {
    return (ConfigObject) ((ConfigObject) reference.get(SettingsReader.ROOT)).get(name);
  }

  private IllegalArgumentException unknown(String path, ConfigValue value) {
    boolean outside = !path.startsWith(PREFIX);
    String nearest = outside ? nearest(PREFIX + path) : shown(nearest(path));
    if (path.startsWith(ARMS + ".")) {
      nearest = nearestInArm(path);
    } else if (path.startsWith(SOURCE_INPUT + ".")) {
      nearest = SourceSettings.SECTION + "." + shown(nearestInInput(path));
    }
    return refused(path, "unknown", nearest + " or another of conf/reference.conf", value);
  }

  private static IllegalArgumentException refused(
      String path, String found, String expected, ConfigValue value) {
    return new IllegalArgumentException(
        "Invalid setting %s: %s, expected %s (%s)"
            .formatted(shown(path), found, expected, value.origin().description()));
  }

  /** The key that the arm may have, under the arm's own name. */
  private String nearestInArm(String path) {
    int name = path.indexOf('.', ARMS.length() + 1) + 1;
    String section = PREFIX + path.substring(name, path.indexOf('.', name) + 1);
    String key = nearest(PREFIX + path.substring(name), section);
    return shown(path.substring(0, name)) + shown(key);
  }

  private String nearestInInput(String path) {
    String section = PREFIX + SourceSettings.INPUT;
    return nearest(section + path.substring(SOURCE_INPUT.length()), section + ".");
  }

  private String nearest(String path) {
    return nearest(path, "");
  }

  private String nearest(String path, String section) {
    return names.stream()
        .filter(name -> name.startsWith(section))
        .min(
            Comparator.<String>comparingInt(name -> distance(path, name))
                .thenComparingInt(name -> edits(path, name))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** A key in the wrong section counts as one edit, so that {@code workers} finds its section. */
  private static int distance(String path, String name) {
    return Math.min(edits(path, name), 1 + edits(last(path), last(name)));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Levenshtein's distance, one row of the table at a time. */
  static int edits(String from, String to) {
    int[] row = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  /** Inside our section keys go without its name; a key outside it shows what is missing. */
  private static String shown(String path) {
    return path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
  }
}
