package io.cellora.job.cli;

import io.cellora.job.config.OutputForm;
import io.cellora.job.config.PlanRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.PlanCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.network.util.JavaUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora plan}; starts no Spark. */
@Command(
    name = "plan",
    customSynopsis =
        "cellora plan --cells N --executors N --cores N --node-memory SIZE [--json] [OPTIONS]",
    description = {
      "Reckons what a run-all of these settings asks of a cluster: partitions, tasks, bytes, the heap",
      "of driver and executors, hours of each stage with a range, what limits, and the command to",
      "submit. Hours follow from what was measured: built in, or on your machines (--measured)."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora plan --cells 22000000 --executors 16 --cores 8 --node-memory 64g",
      "  ./cellora plan --cells 1e8 --executors 64 --cores 8 --node-memory 128g \\",
      "      --set train.storage=float16 --json",
      "  ./cellora plan --cells 5e6 --executors 4 --cores 4 --node-memory 32g --measured steps.json"
    })
final class PlanCommand extends AnyCommand {

  /** The cells. */
  static final class Cells {
    @Option(
        names = "--cells",
        paramLabel = "N",
        required = true,
        description = "Cells of all splits, such as 22000000 or 22e6.")
    private double cells;

    @Option(
        names = "--nonzeros",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Genes with a count in a cell, on average. Default: ${DEFAULT-VALUE}")
    private int nonzeros;

    @Option(
        names = "--classes",
        paramLabel = "N",
        defaultValue = "40",
        description = "Cell types. Default: ${DEFAULT-VALUE}")
    private int classes;

    @Option(
        names = "--files",
        paramLabel = "N",
        defaultValue = "1",
        description = "h5ad files; no partition crosses one. Default: ${DEFAULT-VALUE}")
    private int files;

    @Option(
        names = "--genes",
        paramLabel = "N",
        defaultValue = "28231",
        description = "Genes of the model. Default: ${DEFAULT-VALUE}")
    private int genes;

    @Option(
        names = "--widths",
        paramLabel = "N",
        split = ",",
        defaultValue = "1024,1024,1024,128",
        description = "The model's hidden layers and embedding. Default: ${DEFAULT-VALUE}")
    private List<Integer> widths;

    PlanRequest.Atlas atlas() {
      List<Integer> all = new ArrayList<>(List.of(genes));
      all.addAll(widths);
      return new PlanRequest.Atlas(Math.round(cells), nonzeros, classes, files, all);
    }
  }

  /** The machines. */
  static final class Machines {
    @Option(
        names = "--executors",
        paramLabel = "N",
        required = true,
        description = "Executors of the cluster.")
    private int executors;

    @Option(
        names = "--cores",
        paramLabel = "N",
        required = true,
        description = "Cores of an executor.")
    private int cores;

    @Option(
        names = "--node-memory",
        paramLabel = "SIZE",
        required = true,
        description = "Memory of a machine, such as 64g.")
    private String node;

    @Option(
        names = "--executors-per-node",
        paramLabel = "N",
        defaultValue = "1",
        description = "Executors that share a machine. Default: ${DEFAULT-VALUE}")
    private int executorsPerNode;

    @Option(names = "--gpu", description = "Each executor has a GPU. Default: none has.")
    private boolean gpu;

    PlanRequest.Cluster cluster(String master) {
      return new PlanRequest.Cluster(
          master, executors, cores, gpu ? 1 : 0, bytes(node), executorsPerNode);
    }

    private static long bytes(String size) {
      try {
        return JavaUtils.byteStringAsBytes(size);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Invalid --node-memory: " + size + ", expected a size such as 64g", e);
      }
    }
  }

  @Mixin private Cells cells = new Cells();

  @Mixin private Machines machines = new Machines();

  @Option(
      names = "--measured",
      paramLabel = "FILE",
      arity = "1..*",
      description = {
        "What bench read, embed, train or steps printed with --json on your machines, or",
        "job/bench/plan_study.py wrote. Default: figures that come with Cellora."
      })
  private List<Path> measured = List.of();

  @Option(names = "--json", description = "Print one JSON object. Default: tables.")
  private boolean json;

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    PlanRequest request =
        new PlanRequest(
            cells.atlas(),
            machines.cluster(common.master().orElse("yarn")),
            measured,
            common.settingsWords(),
            json ? OutputForm.JSON : OutputForm.TABLE);
    return PlanCluster.run(settings, request, progress);
  }
}
