package io.cellora.job.cli;

import io.cellora.job.config.Redaction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: {@code cellora COMMAND}. */
@Command(
    name = "cellora",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Embeds, fine-tunes and evaluates single-cell foundation encoders on Apache Spark.",
      "Reads .h5ad files and SCimilarity model folders; writes Parquet tables, PEFT adapters,",
      "pictures and a report that can be checked."
    },
    subcommands = {
      DemoCommand.class,
      RunAllCommand.class,
      EvaluateCommand.class,
      TrainCommand.class,
      PretrainCommand.class,
      EmbedCommand.class,
      AnnotateCommand.class,
      ExportCommand.class,
      InspectCommand.class,
      TablesCommand.class,
      PlanCommand.class,
      DoctorCommand.class,
      BenchCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands, each with its own --help:%n",
    footer = {
      "",
      "Start here:",
      "  ./cellora demo                    the whole job on a generated atlas, a few minutes",
      "",
      "Your own cells:",
      "  ./cellora run-all --train train.h5ad --val val.h5ad --model scimilarity/ --out results/",
      "",
      "Settings and their defaults: conf/reference.conf (--settings FILE, --set key=value).",
      "The driver's heap: CELLORA_DRIVER_MEMORY=8g ./cellora ...",
      "Exit codes: 0 done, 1 could not be done, 2 wrong usage, 3 the sanity gate failed."
    })
public final class Cellora implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private Optional<String> failure = Optional.empty();

  /** Runs one command, and ends as {@link Ending} says. */
  public static void main(String[] args) {
    boolean hosted = Sessions.hosted();
    CommandLine line = commandLine();
    int code = line.execute(args);
    Ending.with(code, ((Cellora) line.getCommand()).failure, hosted);
  }

  /** Hears why a command failed. */
  void failed(String why) {
    failure = Optional.of(why);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Cellora())
        .setParameterExceptionHandler(Cellora::usageError)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  private static int usageError(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String why = Redaction.BY_NAME.text(e.getMessage());
    command.getErr().println("cellora: " + why);
    ((Cellora) command.getCommandSpec().root().userObject()).failed(why);
    command.getErr().println("Try ./" + command.getCommandSpec().qualifiedName(" ") + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
