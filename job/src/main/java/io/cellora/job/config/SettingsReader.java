package io.cellora.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads HOCON into {@link Settings}: the file over the reference, the overrides over both. */
public final class SettingsReader {

  /** Where Maven puts conf/reference.conf; a folder of our own, other libraries have one too. */
  static final String REFERENCE = "io/cellora/conf/reference.conf";

  static final String ROOT = "cellora";

  private static final String OPTION = "--set";

  private SettingsReader() {}

  /**
   * Settings of one run.
   *
   * @param file HOCON on the driver's disk with a {@code cellora { ... }} section
   * @param overrides keys as in {@code train.epochs}; lists as {@code [a, b]} or {@code a,b}
   * @throws IllegalArgumentException for a missing or malformed file, an unknown key, a bad value
   */
  public static Settings read(Optional<Path> file, Map<String, String> overrides) {
    return read(ConfigFactory.empty(), file, overrides);
  }

  /**
   * The same over settings that a run has recorded, which stand over the reference.
   *
   * @param recorded JSON of {@link Settings#toJson}
   */
  public static Settings read(String recorded, Optional<Path> file, Map<String, String> overrides) {
    Config before = ConfigFactory.parseString("{\"" + ROOT + "\": " + recorded + "}");
    return read(before, file, overrides);
  }

  private static Settings read(
      Config recorded, Optional<Path> file, Map<String, String> overrides) {
    Config reference =
        ConfigFactory.parseResources(SettingsReader.class.getClassLoader(), REFERENCE);
    KnownKeys known = new KnownKeys(reference);
    Config fromFile = file.map(SettingsReader::parse).orElseGet(ConfigFactory::empty);
    known.check(fromFile);
    Config fromOptions = parse(overrides);
    known.check(fromOptions);
    Config merged =
        fromOptions.withFallback(fromFile).withFallback(recorded).withFallback(reference);
    return SettingsSections.settings(new Section(merged.getConfig(ROOT), ""));
  }

  /** Overrides over settings that were read before; secrets of the section spark are lost. */
  static Settings read(Settings settings, Map<String, String> overrides) {
    // not parseMap, which would take a dot in a layer's name for a path
    Config before = ConfigValueFactory.fromMap(Map.of(ROOT, settings.toMap())).toConfig();
    Config merged = parse(overrides).withFallback(before);
    return SettingsSections.settings(new Section(merged.getConfig(ROOT), ""));
  }

  private static Config parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("Cannot read settings (no such file): " + file);
    }
    try {
      return ConfigFactory.parseFile(file.toFile()).resolve();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "Cannot read settings (%s): %s".formatted(e.getMessage(), file), e);
    }
  }

  private static Config parse(Map<String, String> overrides) {
    Map<String, Object> values = new LinkedHashMap<>();
    overrides.forEach((key, text) -> values.put(path(key), value(key, text)));
    try {
      return ConfigFactory.parseMap(values, OPTION);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "Invalid settings: %s, expected one value a key (%s)".formatted(overrides, OPTION), e);
    }
  }

  private static String path(String key) {
    try {
      return ConfigUtil.splitPath(key).get(0).equals(ROOT) ? key : ROOT + "." + key;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "Invalid setting name: %s, expected one such as train.epochs (%s)".formatted(key, OPTION),
          e);
    }
  }

  /** Only lists are HOCON here: local[2], layers/counts and the like need no quotes. */
  private static Object value(String key, String text) {
    try {
      boolean list = text.startsWith("[");
      return list ? ConfigFactory.parseString("v = " + text).getValue("v").unwrapped() : text;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "Invalid setting %s: %s, expected a list such as [a, b] (%s)"
              .formatted(key, text, OPTION),
          e);
    }
  }
}
