package io.cellora.job.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** Holds a command line that is written down somewhere to the command line as it is. */
public final class WrittenCommand {

  private static final String SETTINGS = "--settings";

  private WrittenCommand() {}

  /** The commands' names. */
  public static Set<String> names() {
    return Cellora.commandLine().getSubcommands().keySet();
  }

  /**
   * Parses words as Cellora would, reads their settings, and starts nothing.
   *
   * @param words from the command's name on
   * @param conf where a file that --settings names is looked for, whatever its folder there
   * @throws CommandLine.ParameterException for an unknown command or option, or one that is missing
   * @throws IllegalArgumentException for an unknown setting, a bad value, or no such file in conf
   */
  public static void check(List<String> words, Path conf) {
    CommandLine.ParseResult parsed =
        Cellora.commandLine().parseArgs(withSettingsOf(conf, words).toArray(String[]::new));
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    Object command = parsed.commandSpec().userObject();
    if (!(command instanceof AnyCommand any)) {
      throw new IllegalArgumentException("Invalid command: " + words + ", expected one that works");
    }
    any.common().settings();
    if (any instanceof SparkCommand onSpark) {
      onSpark.check(LocalPaths.ofCluster(), true);
    }
  }

  private static List<String> withSettingsOf(Path conf, List<String> words) {
    List<String> changed = new ArrayList<>(words);
    for (int i = 0; i < changed.size(); i++) {
      String word = changed.get(i);
      if (i > 0 && changed.get(i - 1).equals(SETTINGS)) {
        changed.set(i, in(conf, word));
      } else if (word.startsWith(SETTINGS + "=")) {
        changed.set(i, SETTINGS + "=" + in(conf, word.substring(SETTINGS.length() + 1)));
      }
    }
    return changed;
  }

  private static String in(Path conf, String file) {
    return conf.resolve(file.substring(file.lastIndexOf('/') + 1)).toString();
  }
}
