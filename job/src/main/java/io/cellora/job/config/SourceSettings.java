package io.cellora.job.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the cells of {@code --source} are read.
 *
 * @param overlay what differs from the section input, as it was written
 * @param input the section with the overlay applied
 */
public record SourceSettings(Map<String, Object> overlay, Settings.Input input) {

  static final String SECTION = "source";
  static final String INPUT = "input";

  public SourceSettings {
    overlay = Collections.unmodifiableMap(new TreeMap<>(overlay));
  }

  static SourceSettings of(Section root) {
    Section section = root.section(SECTION);
    return new SourceSettings(
        ArmSections.plain(section.plain(INPUT)),
        SettingsSections.input(root.overlaid(INPUT, section)));
  }

  SourceSettings ofPanel(int genes) {
    return new SourceSettings(overlay, input.ofPanel(genes));
  }

  /** As it stands in a settings file. */
  Map<String, Object> toMap() {
    return Map.of(INPUT, overlay);
  }
}
