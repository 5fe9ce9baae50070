package io.cellora.job.cli;

import io.cellora.job.config.ExportRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.ExportModel;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora export}; starts no Spark. */
@Command(
    name = "export",
    customSynopsis = "cellora export --model DIR [--adapter DIR] --out DIR [OPTIONS]",
    description = {
      "Writes a SCimilarity folder, with an adapter merged into it where one is given.",
      "",
      "The result loads in Python like the released model."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora export --model scimilarity/ --adapter results/adapter --out merged/"
    })
final class ExportCommand extends AnyCommand {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "SCimilarity folder, released or made by pretrain.")
  private String model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "PEFT adapter folder to merge. Default: none.")
  private Optional<String> adapter = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the model.")
  private String out;

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    LocalPaths paths = LocalPaths.ofThisMachine();
    paths.requireInput(model);
    adapter.ifPresent(paths::requireInput);
    paths.requireFreshOutput(out, common.overwrite());
    ExportRequest request = new ExportRequest(model, out, adapter, common.overwrite());
    return ExportModel.run(settings, request, progress);
  }
}
