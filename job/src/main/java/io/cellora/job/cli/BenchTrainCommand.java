package io.cellora.job.cli;

import io.cellora.job.config.BenchTrainRequest;
import io.cellora.job.config.BenchTraining;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.BenchTrain;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora bench train}. */
@Command(
    name = "train",
    customSynopsis = "cellora bench train [--losses NAME] [--model DIR] [--peer] [OPTIONS]",
    description = {
      "Measures cells a second of LoRA training, beside PyTorch with PEFT.",
      "",
      "Trains adapters of rank 8 on every layer, and a head, on generated cells with made-up weights",
      "of the released model's shapes, or with yours. Cellora's rate is that of the whole training,",
      "from the file on, the preparation included; the peer's is that of its steps, with cells and",
      "model in memory. Both take the same cells in the same order, from the same initial values,",
      "without dropout; the losses of the peer's steps are compared one by one."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora bench train --peer --venv ~/.cellora-peers-train",
      "  ./cellora bench train --losses ce --epochs 2 --json"
    })
final class BenchTrainCommand extends AnyCommand {

  @Option(
      names = "--losses",
      paramLabel = "NAME",
      defaultValue = "both",
      description = {
        "ce (cross-entropy), ce-triplet-recon (with semi-hard triplets and the reconstruction of",
        "every gene by the frozen decoder), or both. Default: ${DEFAULT-VALUE}"
      })
  private BenchTraining.Losses losses;

  @Option(
      names = "--cells",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Cells. Default: ${DEFAULT-VALUE}")
  private int cells;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Of Cellora. Default: ${DEFAULT-VALUE}")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "512",
      description = "Cells in a step. Default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Logical workers that share a step's cells, best as many as cores. Default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "2",
      description = "Cores of Cellora, threads of the peer. Default: ${DEFAULT-VALUE}")
  private int cores;

  @Option(
      names = "--peer-steps",
      paramLabel = "N",
      defaultValue = "50",
      description = "Timed steps of the peer, after some that warm up. Default: ${DEFAULT-VALUE}")
  private int peerSteps;

  @Mixin private BenchModelOptions on = new BenchModelOptions();

  @Mixin private BenchOptions options = new BenchOptions();

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    IntFunction<Sessions> sessions = common.localSessions(settings, name());
    on.check();
    BenchTrainRequest request =
        new BenchTrainRequest(
            on.shard(cells),
            on.model(),
            cores,
            new BenchTraining(losses, epochs, batch, workers, peerSteps),
            options.peer(),
            options.work(),
            options.form());
    return HeldSessions.use(sessions, held -> BenchTrain.run(held, settings, request, progress));
  }
}
