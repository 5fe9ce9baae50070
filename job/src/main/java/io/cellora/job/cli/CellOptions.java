package io.cellora.job.cli;

import io.cellora.job.config.CellFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cells of a training: files that are splits already, or files to be split. */
class CellOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--train",
      paramLabel = "PATH",
      arity = "1..*",
      description = "h5ad files to learn from.")
  private List<String> train = List.of();

  @Option(
      names = "--val",
      paramLabel = "PATH",
      arity = "1..*",
      description = "h5ad files to watch the training on, and to compare on.")
  private List<String> val = List.of();

  @Option(
      names = "--calibration",
      paramLabel = "PATH",
      arity = "1..*",
      description = {
        "h5ad files to calibrate probabilities on. Default: none, or as the settings",
        "split.calibrationFromTrain and split.calibrationFromVal say."
      })
  private List<String> calibration = List.of();

  @Option(
      names = "--input",
      paramLabel = "PATH",
      arity = "1..*",
      description = {
        "In place of these: h5ad files whose cells are split, by donor where there are enough",
        "(settings: split)."
      })
  private List<String> input = List.of();

  /** Files to test on, where a command takes them. */
  List<String> test() {
    return List.of();
  }

  /**
   * The files by what they are for.
   *
   * @throws CommandLine.ParameterException if they are not given in one of the two forms
   */
  final CellFiles files() {
    Map<String, List<String>> splits = new LinkedHashMap<>();
    splits.put("--train", train);
    splits.put("--val", val);
    splits.put("--calibration", calibration);
    splits.put("--test", test());
    splits.values().removeIf(List::isEmpty);
    if (!input.isEmpty()) {
      requireNone(splits);
      return CellFiles.toSplit(input);
    }
    requireBoth();
    return CellFiles.given(train, val, calibration, test());
  }

  private void requireNone(Map<String, List<String>> splits) {
    if (!splits.isEmpty()) {
      throw usage(
          "--input and %s are mutually exclusive: files are to be split, or are splits"
              .formatted(String.join(", ", splits.keySet())));
    }
  }

  private void requireBoth() {
    if (train.isEmpty() && val.isEmpty()) {
      throw usage("Missing required options: '--train=PATH' and '--val=PATH', or '--input=PATH'");
    }
    if (train.isEmpty() || val.isEmpty()) {
      throw usage(
          "Missing required option: '--%s=PATH'".formatted(train.isEmpty() ? "train" : "val"));
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
