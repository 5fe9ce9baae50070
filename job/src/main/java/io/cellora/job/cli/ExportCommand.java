package io.cellora.job.cli;

import io.cellora.job.config.ExportFormat;
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
    customSynopsis =
        "cellora export --model DIR [--adapter DIR] [--format FORMAT] --out DIR [OPTIONS]",
    description = {
      "Writes a model for other libraries, with an adapter merged into it where one is given:",
      "",
      "  scimilarity   the folder that Python's scimilarity loads like the released model",
      "  torchscript   a module NAME.pt in the folder NAME, for torch.jit.load and DJL: takes",
      "                log-normalised cells [n, genes], gives embeddings [n, latent]",
      "  safetensors   encoder.safetensors, named as in the state dict, and its genes",
      "  peft          the adapter alone, for PEFT's from_pretrained; its head beside it"
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora export --model scimilarity/ --adapter results/adapters/lora-ce/seed-0 --out merged/",
      "  ./cellora export --model scimilarity/ --format torchscript --out encoder/"
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
      description = "PEFT adapter folder. Default: none.")
  private Optional<String> adapter = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "scimilarity",
      description = {"scimilarity, torchscript, safetensors or peft.", "Default: ${DEFAULT-VALUE}"})
  private ExportFormat format;

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
    ExportRequest request = new ExportRequest(model, out, adapter, format, common.overwrite());
    Settings withConf = common.sessions(settings, name()).recorded(settings);
    return ExportModel.run(withConf, request, progress);
  }
}
