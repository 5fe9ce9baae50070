package io.cellora.job.cli;

import io.cellora.job.config.Redaction;
import io.cellora.job.config.Settings;
import io.cellora.job.config.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;

/** The options that every command takes. */
final class CommonOptions {

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = {
        "Spark master, such as local[2], spark://host:7077 or yarn.",
        "Default: the one of spark-submit, else the setting spark.master (local[*])."
      })
  private Optional<String> master = Optional.empty();

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark property, such as spark.executor.memory=8g; may be repeated.")
  private Map<String, String> conf = new LinkedHashMap<>();

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = {
        "Settings that differ from conf/reference.conf, in the same form: on the driver's disk, on",
        "hdfs://, s3a:// and the like, or the name of one of spark-submit's --files.",
        "Default: none. An example: conf/local.conf"
      })
  private Optional<String> settings = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, such as train.epochs=10; may be repeated; wins over --settings.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--overwrite",
      description = "Replace the output folder if it exists. Default: refuse.")
  private boolean overwrite;

  @Option(
      names = "--verbose",
      description = {
        "Show all settings, and the stack trace of an error.",
        "Default: settings that are not the reference's, and one line."
      })
  private boolean verbose;

  private Optional<Path> settingsHere = Optional.empty();

  /** Knows the secrets of the options, of the environment and of spark-submit. */
  Redaction redaction() {
    Redaction known =
        Redaction.BY_NAME
            .hiding(System.getenv())
            .hiding(System.getProperties())
            .hiding(conf)
            .hiding(set);
    return known.hidingSettings(settingsText());
  }

  /** Empty if it cannot be read: whoever reads the settings says what is wrong. */
  private String settingsText() {
    try {
      Optional<Path> file = settingsFile();
      return file.isPresent() ? Files.readString(file.get()) : "";
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  Settings settings() {
    return SettingsReader.read(settingsFile(), set);
  }

  Optional<String> master() {
    return master;
  }

  /** How the settings were asked for, as words to type again. */
  List<String> settingsWords() {
    List<String> words = new ArrayList<>();
    settings.ifPresent(file -> words.addAll(List.of("--settings", file.toString())));
    set.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
    return words;
  }

  /** What was asked for over settings that a run has recorded as JSON. */
  Settings settingsOver(String recorded) {
    return SettingsReader.read(recorded, settingsFile(), set);
  }

  /** Looked for, and where it is elsewhere copied, once. */
  private Optional<Path> settingsFile() {
    if (settings.isPresent() && settingsHere.isEmpty()) {
      SparkConf submitted = new SparkConf();
      conf.forEach(submitted::set);
      settingsHere = settings.map(new SettingsFile(submitted)::local);
    }
    return settingsHere;
  }

  Sessions sessions(Settings settings, String application) {
    return new Sessions(settings.spark(), master, conf, application);
  }

  /**
   * Sessions on this machine by their number of cores, for commands that choose it.
   *
   * @throws IllegalArgumentException if a master was asked for
   */
  IntFunction<Sessions> localSessions(Settings settings, String application) {
    if (master.isPresent()) {
      throw new IllegalArgumentException(
          "Invalid --master: " + master.get() + ", expected --cores: this runs on one machine");
    }
    return cores ->
        new Sessions(settings.spark(), Optional.of("local[" + cores + "]"), conf, application);
  }

  boolean overwrite() {
    return overwrite;
  }

  boolean verbose() {
    return verbose;
  }
}
