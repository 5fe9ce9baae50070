package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
    Console console = Console.of(line.getOut(), line.getErr());
    try {
      int code = run(common, common.settings(), console);
      console.finish();
      return code;
    } catch (CommandLine.ParameterException e) {
      throw e;
    } catch (Exception | OutOfMemoryError | LinkageError e) {
      console.fail(e, common.verbose());
      ((Cellora) spec.root().userObject()).failed(Failures.oneLine(e));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  CommonOptions common() {
    return common;
  }

  String name() {
    return spec.qualifiedName(" ");
  }
}
