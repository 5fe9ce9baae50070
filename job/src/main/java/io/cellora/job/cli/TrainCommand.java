package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.TrainRequest;
import io.cellora.job.stage.Train;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora train}. */
@Command(
    name = "train",
    customSynopsis = {
      "cellora train --train PATH... --val PATH... --model DIR --out DIR [--resume] [OPTIONS]",
      "       cellora train --input PATH... --model DIR --out DIR [--resume] [OPTIONS]"
    },
    description = {
      "Trains LoRA adapters and heads on your cells: every arm and seed of the settings.",
      "",
      "Writes adapters/ARM/seed-N in PEFT's format with the head beside it, and the training log.",
      "The files are as for run-all, which also evaluates and reports. A run that was stopped or",
      "killed keeps its cells and checkpoints in a hidden folder beside --out."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora train --train train.h5ad --val val.h5ad --model scimilarity/ --out trained/",
      "  ./cellora train --train 'atlas/*.h5ad' --val val.h5ad --model scimilarity/ --out trained/ \\",
      "      --set arms.run=lora-ce --set train.seeds=0,1,2 --set lora.r=16",
      "  ./cellora train --train new.h5ad --val val.h5ad --model scimilarity/ --out further/ \\",
      "      --adapter trained/adapters/lora-ce/seed-0",
      "  ./cellora train --train train.h5ad --val val.h5ad --model scimilarity/ --out trained/ --resume"
    })
final class TrainCommand extends SparkCommand {

  @Mixin private CellOptions cells = new CellOptions();

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for adapters and tables.")
  private String out;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = {
        "PEFT adapter to train on from, with the head beside it if that is for the same classes;",
        "its layers, ranks and scales win over the section lora. Default: a fresh one for each arm."
      })
  private Optional<String> adapter = Optional.empty();

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    paths.requireInputs(cells.files().all());
    paths.requireInput(training.model());
    adapter.ifPresent(paths::requireInput);
    paths.requireFreshOutput(out, overwrite || training.resume());
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    List<String> start = adapter.map(List::of).orElse(List.of());
    TrainRequest request =
        new TrainRequest(cells.files(), training.model(), out, start, overwrite, training.resume());
    return Train.run(spark, settings, request, progress);
  }
}
