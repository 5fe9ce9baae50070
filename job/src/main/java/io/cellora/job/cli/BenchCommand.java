package io.cellora.job.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cellora bench}: what can be measured, one command each. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Measures this machine, beside the Python tools that people use.",
    subcommands = {
      BenchReadCommand.class,
      BenchEmbedCommand.class,
      BenchTrainCommand.class,
      BenchStepsCommand.class
    },
    synopsisSubcommandLabel = "WHAT",
    commandListHeading = "%nWhat to measure, each with its own --help:%n",
    footer = {
      "",
      "Examples:",
      "  ./cellora bench read --peer",
      "  ./cellora bench embed --peer",
      "  ./cellora bench train --peer"
    })
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
