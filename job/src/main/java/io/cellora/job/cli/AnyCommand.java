package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Redaction;
import io.cellora.job.config.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** What commands share: options, a console, and one readable line when something fails. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    usageHelpWidth = 100)
abstract class AnyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @ArgGroup(validate = false, heading = "%nOptions of every command:%n")
  private CommonOptions common = new CommonOptions();

  /** Does the work and returns the exit code. */
  abstract int run(CommonOptions common, Settings settings, Progress progress);

  @Override
  public final Integer call() {
    CommandLine line = spec.commandLine();
    Redaction redaction = common.redaction();
    Console console = Console.of(line.getOut(), line.getErr()).hiding(redaction);
    try {
      refuseLogins(line.getParseResult().matchedArgs());
      Settings settings = common.settings();
      console.hiding(redaction.hiding(settings.spark().conf()));
      int code = run(common, settings, console);
      console.finish();
      return code;
    } catch (CommandLine.ParameterException e) {
      throw e;
    } catch (Exception | OutOfMemoryError | LinkageError e) {
      ((Cellora) spec.root().userObject()).failed(console.fail(e, common.verbose()));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** A URL with a password in it would go into tables, logs and Spark's pages. */
  private static void refuseLogins(List<ArgSpec> arguments) {
    for (ArgSpec argument : arguments) {
      boolean property =
          argument instanceof OptionSpec option && option.longestName().equals("--conf");
      for (String value : argument.originalStringValues()) {
        if (!property && Redaction.hasLogin(value)) {
          throw new IllegalArgumentException(
              "Invalid URL: %s, expected one without a password (conf/reference.conf tells where secrets go)"
                  .formatted(value));
        }
      }
    }
  }

  CommonOptions common() {
    return common;
  }

  String name() {
    return spec.qualifiedName(" ");
  }
}
