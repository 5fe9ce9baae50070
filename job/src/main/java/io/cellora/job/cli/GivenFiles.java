package io.cellora.job.cli;

import io.cellora.job.config.CellFiles;
import java.util.List;
import picocli.CommandLine.Option;

/** Files that are splits already. */
class GivenFiles {

  @Option(
      names = "--train",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "h5ad files to learn from.")
  private List<String> train;

  @Option(
      names = "--val",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "h5ad files to watch the training on, and to compare on.")
  private List<String> val;

  @Option(
      names = "--calibration",
      paramLabel = "PATH",
      arity = "1..*",
      description = {
        "h5ad files to calibrate probabilities on. Default: none, or as the settings",
        "split.calibrationFromTrain and split.calibrationFromVal say."
      })
  private List<String> calibration = List.of();

  /** The files by split. */
  CellFiles files() {
    return files(List.of());
  }

  final CellFiles files(List<String> test) {
    return CellFiles.given(train, val, calibration, test);
  }
}
