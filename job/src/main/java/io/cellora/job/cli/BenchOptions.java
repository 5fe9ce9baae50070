package io.cellora.job.cli;

import io.cellora.job.config.BenchPeer;
import io.cellora.job.config.OutputForm;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every benchmark. */
final class BenchOptions {

  @Option(
      names = "--peer",
      description = "Also measure what SCimilarity's users run in Python. Default: do not.")
  private boolean peer;

  @Option(
      names = "--venv",
      paramLabel = "DIR",
      description = {
        "Python environment of the peer, made there if it is missing (a download); implies --peer.",
        "Default: made in the work folder."
      })
  private Optional<Path> environment = Optional.empty();

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Keep what is generated there. Default: a temporary folder, removed.")
  private Optional<Path> work = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object. Default: a table.")
  private boolean json;

  BenchPeer peer() {
    return BenchPeer.of(peer, environment);
  }

  Optional<Path> work() {
    return work;
  }

  OutputForm form() {
    return json ? OutputForm.JSON : OutputForm.TABLE;
  }
}
