package io.cellora.job.stage;

import io.cellora.genes.GeneOrder;
import io.cellora.job.bench.BenchFolder;
import io.cellora.job.bench.BenchModel;
import io.cellora.job.bench.PeakMemory;
import io.cellora.job.bench.PeerKit;
import io.cellora.job.bench.PeerProcess;
import io.cellora.job.bench.PeerTraining;
import io.cellora.job.bench.Processor;
import io.cellora.job.bench.TrainPlanFolder;
import io.cellora.job.config.BenchTrainRequest;
import io.cellora.job.config.BenchTraining.Loss;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.report.TrainRate;
import io.cellora.job.report.TrainRates;
import io.cellora.lora.BlockStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * {@code cellora bench train}: cells a second of LoRA training, beside PyTorch with PEFT on the
 * same cells, with the same model, in the same minutes.
 */
public final class BenchTrain {

  private static final int WARM_UP_STEPS = 5;

  private final Settings settings;
  private final BenchTrainRequest request;
  private final Progress progress;
  private final Path work;

  /** As it was before this process was held to some of its cores. */
  private final String processor = Processor.name();

  private BenchTrain(Settings settings, BenchTrainRequest request, Progress progress, Path work) {
    this.settings = settings;
    this.request = request;
    this.progress = progress;
    this.work = work;
  }

  /** Answers the exit code. */
  public static int run(
      BenchRead.Sessions sessions,
      Settings settings,
      BenchTrainRequest request,
      Progress progress) {
    try (BenchFolder folder = BenchFolder.open(request.work());
        BenchSessions spark = new BenchSessions(sessions)) {
      TrainRates rates = new BenchTrain(settings, request, progress, folder.path()).measure(spark);
      new BenchMaterial(folder.path(), progress).print(request.form(), rates::json, rates::text);
      return 0;
    }
  }

  private TrainRates measure(BenchSessions spark) {
    BenchMaterial material = new BenchMaterial(work, progress);
    Path folder =
        material.model(request.model(), request.cells().genes(), BenchModel::writeWithDecoder);
    GeneOrder genes = BenchMaterial.genes(folder);
    Path cells = material.features(request.cells(), genes);
    Optional<Path> python = PeerPython.of(request.peer(), PeerKit.TRAIN, work, progress);
    // the peer inherits what this process may use when it starts
    SparkSession session = spark.cores(request.cores());
    Map<String, String> versions = BenchMaterial.versions(session);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    try (Model model = Model.load(folder.toString(), context, settings.encoder())) {
      TrainRuns runs =
          new TrainRuns(session, model, cells, request.cells(), request.training(), settings);
      List<TrainRate> rates = new ArrayList<>();
      for (Loss loss : request.training().losses().each()) {
        progress.step("Training with " + loss.key());
        TrainRuns.Prepared first = warmUp(runs, loss);
        Path plan = work.resolve("plan_" + loss.key());
        TrainPlanFolder.write(
            plan, runs.plan(first.initial(), loss, request.training().peerSteps()));
        Optional<PeerProcess> peer =
            python.map(
                p -> PeerProcess.start(p, PeerKit.TRAIN, work, options(folder, cells, plan)));
        peer.ifPresent(p -> versions.putAll(p.versions()));
        try {
          rates.add(rate(runs, loss, peer));
        } finally {
          peer.ifPresent(PeerProcess::close);
        }
      }
      return new TrainRates(sizes(model, spark.held()), rates, versions);
    }
  }

  /** Some steps that do not count; answers what training starts from. */
  private TrainRuns.Prepared warmUp(TrainRuns runs, Loss loss) {
    progress.update("warming up");
    try (TrainRuns.Prepared prepared = runs.prepare(loss, BlockStorage.FLOAT32)) {
      runs.warmUp(prepared, loss);
      return prepared;
    }
  }

  /** The peer takes half of its steps before Cellora, and half after it. */
  private TrainRate rate(TrainRuns runs, Loss loss, Optional<PeerProcess> peer) {
    int steps = request.training().peerSteps();
    progress.update("the peer");
    Optional<PeerTraining> before =
        peer.map(
            p -> {
              p.train(WARM_UP_STEPS);
              p.restart();
              return p.train(steps / 2);
            });
    progress.update("Cellora");
    TrainRate alone = cellora(runs, loss, steps);
    progress.update("the peer again");
    return alone.beside(
        before.map(first -> steps(first.then(peer.orElseThrow().train(steps - steps / 2)))));
  }

  private TrainRate cellora(TrainRuns runs, Loss loss, int compared) {
    PeakMemory.reset();
    try (TrainRuns.Prepared prepared = runs.prepare(loss, BlockStorage.FLOAT32);
        StepClock.Hold clock = runs.clock()) {
      TimedSteps steps = runs.train(prepared, loss, 0);
      List<StepClock.Job> jobs = clock.take(steps.seconds().size());
      List<Double> overhead = new ArrayList<>();
      for (int step = 0; step < jobs.size(); step++) {
        overhead.add(steps.seconds().get(step) - jobs.get(step).work(request.cores()) / 1e3);
      }
      return new TrainRate(
          loss.key(),
          steps.cells().stream().mapToLong(n -> n).sum(),
          prepared.seconds(),
          overhead,
          new TrainRate.Steps(
              steps.cells(), steps.seconds(), steps.losses(compared), PeakMemory.bytes().orElse(0)),
          Optional.empty());
    }
  }

  private static TrainRate.Steps steps(PeerTraining peer) {
    return new TrainRate.Steps(peer.cells(), peer.seconds(), peer.losses(), peer.peakBytes());
  }

  private List<String> options(Path model, Path cells, Path plan) {
    return List.of(
        "--model",
        model.toString(),
        "--file",
        cells.toString(),
        "--plan",
        plan.toString(),
        "--threads",
        String.valueOf(request.cores()));
  }

  private Map<String, Object> sizes(Model model, boolean held) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("cells", request.cells().cells());
    sizes.put("nonzeros", request.cells().nonzeros());
    sizes.put("widths", BenchMaterial.widths(model));
    sizes.put("epochs", request.training().epochs());
    sizes.put("batch", request.training().batchSize());
    sizes.put("workers", request.training().workers());
    sizes.put("cores", request.cores());
    sizes.put("heap_bytes", Runtime.getRuntime().maxMemory());
    sizes.put("processor", processor + (held ? ", no others used" : ", others may have helped"));
    return sizes;
  }
}
