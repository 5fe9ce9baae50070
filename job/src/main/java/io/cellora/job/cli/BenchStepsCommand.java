package io.cellora.job.cli;

import io.cellora.job.config.BenchStepsRequest;
import io.cellora.job.config.BenchTraining;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.BenchSteps;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora bench steps}. */
@Command(
    name = "steps",
    customSynopsis = "cellora bench steps [--workers N,...] [--cells N,...] [--json] [OPTIONS]",
    description = {
      "Measures what the parts of a training step cost, on any master: the work of a worker's part,",
      "reading the task, writing the result, handing tasks out and results in, the optimiser, and",
      "the rest. Medians over the steps of every combination of the lists. job/bench/scaling_study.py",
      "makes a model of larger clusters of them."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora bench steps --json > local.json",
      "  ./cellora bench steps --losses ce-triplet-recon --workers 2,4 --cells 128",
      "  deploy/spark-submit.sh --master spark://host:7077 -- bench steps --workers 8,16"
    })
final class BenchStepsCommand extends SparkCommand {

  @Option(
      names = "--losses",
      paramLabel = "NAME",
      defaultValue = "ce",
      description = "ce or ce-triplet-recon. Default: ${DEFAULT-VALUE}")
  private BenchTraining.Loss loss;

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8,16",
      description = "Logical workers that share a step. Default: ${DEFAULT-VALUE}")
  private List<Integer> workers;

  @Option(
      names = "--cells",
      paramLabel = "N",
      split = ",",
      defaultValue = "32,128,512",
      description = "Cells of each worker in a step. Default: ${DEFAULT-VALUE}")
  private List<Integer> cells;

  @Option(
      names = "--fan-in",
      paramLabel = "N",
      split = ",",
      defaultValue = "0",
      description = {
        "Workers' sums that executors add before the driver does; 0 for none.",
        "Default: ${DEFAULT-VALUE}"
      })
  private List<Integer> fanIns;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "30",
      description = "Timed steps of each combination. Default: ${DEFAULT-VALUE}")
  private int steps;

  @Mixin private BenchModelOptions on = new BenchModelOptions();

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = {
        "Where to keep what is generated; executors read it too.",
        "Default: a temporary folder, removed."
      })
  private Optional<Path> work = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object. Default: a table.")
  private boolean json;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    on.check();
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    BenchStepsRequest request =
        new BenchStepsRequest(
            on.shard(1),
            on.model(),
            loss,
            new BenchStepsRequest.Grid(workers, cells, fanIns, steps),
            work,
            json ? OutputForm.JSON : OutputForm.TABLE);
    return BenchSteps.run(spark, settings, request, progress);
  }
}
