package io.cellora.job.stage;

import io.cellora.genes.GeneOrder;
import io.cellora.job.bench.BenchFolder;
import io.cellora.job.bench.BenchModel;
import io.cellora.job.bench.Processor;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.BenchStepsRequest;
import io.cellora.job.config.BenchStepsRequest.Grid;
import io.cellora.job.config.BenchTraining;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.report.StepCost;
import io.cellora.job.report.StepCosts;
import io.cellora.lora.BlockStorage;
import io.cellora.lora.GradientSum;
import io.cellora.lora.LossTerm;
import io.cellora.lora.TrainableParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDInfo;

/**
 * {@code cellora bench steps}: what the parts of a training step cost on a cluster, for several
 * numbers of workers; what a model of larger clusters starts from.
 */
public final class BenchSteps {

  private static final int REPEATS = 20;
  private static final double NANOS_A_MILLI = 1e6;

  private final SparkSession session;
  private final Settings settings;
  private final BenchStepsRequest request;
  private final Progress progress;
  private final Path work;
  private final Map<String, Double> driver = new LinkedHashMap<>();

  private BenchSteps(
      SparkSession session,
      Settings settings,
      BenchStepsRequest request,
      Progress progress,
      Path work) {
    this.session = session;
    this.settings = settings;
    this.request = request;
    this.progress = progress;
    this.work = work;
  }

  /** Answers the exit code. */
  public static int run(
      SparkSession session, Settings settings, BenchStepsRequest request, Progress progress) {
    try (BenchFolder folder = BenchFolder.open(request.work())) {
      StepCosts costs =
          new BenchSteps(session, settings, request, progress, folder.path()).measure();
      new BenchMaterial(folder.path(), progress).print(request.form(), costs::json, costs::text);
      return 0;
    }
  }

  private StepCosts measure() {
    BenchMaterial material = new BenchMaterial(work, progress);
    Path folder =
        material.model(request.model(), request.shape().genes(), BenchModel::writeWithDecoder);
    GeneOrder genes = BenchMaterial.genes(folder);
    BenchShardRequest shape = request.shape().withGenes(genes.size());
    BenchShardRequest cells =
        new BenchShardRequest(
            request.grid().mostCells(),
            shape.genes(),
            shape.nonzeros(),
            shape.compression(),
            shape.level(),
            shape.chunk());
    Path features = material.features(cells, genes);
    List<StepCost> costs = new ArrayList<>();
    try (Model model = Model.load(folder.toString(), context(), settings.encoder())) {
      for (int workers : request.grid().workers()) {
        progress.step("Steps of %d workers".formatted(workers));
        costs.addAll(costs(new Source(model, features, cells), workers));
      }
      measureHalf(new Source(model, features, cells));
    }
    return new StepCosts(sizes(cells), driver, costs, BenchMaterial.versions(session));
  }

  /** Where cells and weights come from. */
  private record Source(Model model, Path features, BenchShardRequest cells) {}

  private List<StepCost> costs(Source source, int workers) {
    List<StepCost> costs = new ArrayList<>();
    try (TrainRuns.Prepared prepared =
        runs(source, workers, 1).prepare(request.loss(), BlockStorage.FLOAT32)) {
      driver.put("block_bytes_per_cell", blockBytes() / source.cells().cells());
      driver.put("parameters", (double) prepared.initial().layout().size());
      driver.put("broadcast_ms", broadcastMillis(prepared.initial()));
      driver.put("add_ms", addMillis(prepared.initial().layout().size()));
      for (int cells : request.grid().cells()) {
        TrainRuns runs = runs(source, workers, cells);
        runs.warmUp(prepared, request.loss());
        for (int fanIn : request.grid().fanIns()) {
          if (fanIn < workers) {
            progress.update("%d cells each, fan-in %d".formatted(cells, fanIn));
            costs.add(
                cost(
                    runs,
                    prepared,
                    new Grid(
                        List.of(workers), List.of(cells), List.of(fanIn), request.grid().steps())));
          }
        }
      }
    }
    return costs;
  }

  /** What a cell needs where the dense numbers of blocks are kept in half precision. */
  private void measureHalf(Source source) {
    TrainRuns runs = runs(source, request.grid().workers().get(0), 1);
    try (TrainRuns.Prepared prepared = runs.prepare(request.loss(), BlockStorage.FLOAT16)) {
      driver.put("block_bytes_per_cell_float16", blockBytes() / source.cells().cells());
      driver.put("prepared_cells_per_s", source.cells().cells() / prepared.seconds());
    }
  }

  private StepCost cost(TrainRuns runs, TrainRuns.Prepared prepared, Grid point) {
    try (StepClock.Hold clock = runs.clock()) {
      TimedSteps steps = runs.train(prepared, request.loss(), point.fanIns().get(0));
      return new StepCostRuns(cores()).cost(point, steps, clock.take(steps.seconds().size()));
    }
  }

  private TrainRuns runs(Source source, int workers, int cells) {
    int batch = workers * cells;
    int stepsPerEpoch = Math.max(1, source.cells().cells() / batch);
    int epochs = request.grid().steps() / stepsPerEpoch + 1;
    return new TrainRuns(
        session,
        source.model(),
        source.features(),
        source.cells(),
        new BenchTraining(BenchTraining.Losses.BOTH, epochs, batch, workers, 1),
        settings);
  }

  /** In memory and on disk, as Spark counts it. */
  private double blockBytes() {
    return Arrays.stream(session.sparkContext().getRDDStorageInfo())
        .filter(rdd -> rdd.name().equals("training blocks"))
        .mapToLong(BenchSteps::bytes)
        .sum();
  }

  private static long bytes(RDDInfo rdd) {
    return rdd.memSize() + rdd.diskSize();
  }

  /** Of handing the parameters to Spark, from which the executors then fetch them. */
  private double broadcastMillis(TrainableParameters parameters) {
    List<Broadcast<TrainableParameters>> all = new ArrayList<>();
    try {
      return millis(() -> all.add(context().broadcast(parameters.copy())));
    } finally {
      all.forEach(Broadcast::destroy);
    }
  }

  /** Of adding one worker's answer to the sum. */
  private static double addMillis(int parameters) {
    double[] terms = new double[LossTerm.values().length];
    GradientSum sum = new GradientSum(0, terms, 1, 0, new float[parameters]);
    List<GradientSum> few = List.of(sum, sum);
    List<GradientSum> more = List.of(sum, sum, sum, sum, sum, sum, sum, sum, sum, sum);
    double ofFew = millis(() -> GradientSum.mean(few, parameters));
    return (millis(() -> GradientSum.mean(more, parameters)) - ofFew) / (more.size() - few.size());
  }

  /** The median, after as many that warm up. */
  private static double millis(Runnable what) {
    double[] taken = new double[2 * REPEATS];
    for (int i = 0; i < taken.length; i++) {
      long start = System.nanoTime();
      what.run();
      taken[i] = (System.nanoTime() - start) / NANOS_A_MILLI;
    }
    return Arrays.stream(taken).skip(REPEATS).sorted().skip(REPEATS / 2).findFirst().orElseThrow();
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  private int cores() {
    return session.sparkContext().defaultParallelism();
  }

  private Map<String, Object> sizes(BenchShardRequest cells) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("losses", request.loss().key());
    sizes.put("cells", cells.cells());
    sizes.put("genes", cells.genes());
    sizes.put("nonzeros", cells.nonzeros());
    sizes.put("master", session.sparkContext().master());
    sizes.put("cores", cores());
    sizes.put(
        "executors",
        Math.max(1, session.sparkContext().statusTracker().getExecutorInfos().length - 1));
    sizes.put("processor", Processor.name());
    return sizes;
  }
}
