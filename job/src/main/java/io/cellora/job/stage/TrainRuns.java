package io.cellora.job.stage;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.job.bench.BenchShard;
import io.cellora.job.bench.TrainPlan;
import io.cellora.job.config.BenchTrainRequest;
import io.cellora.job.config.BenchTraining.Loss;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.job.report.TrainRate;
import io.cellora.job.train.LrSchedule;
import io.cellora.lora.AdamW;
import io.cellora.lora.BatchPlan;
import io.cellora.lora.GradientSum;
import io.cellora.lora.LoraConfig;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.StepOptimizer;
import io.cellora.lora.TrainableParameters;
import io.cellora.lora.TrainingBlocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Cellora's side of {@code bench train}: cells of a file to trained parameters. */
final class TrainRuns {

  private static final double NANOS = 1e9;
  private static final LoraConfig LORA = new LoraConfig(8, 16, List.of(LoraConfig.ALL_LINEAR));

  private final SparkSession session;
  private final Model model;
  private final Path features;
  private final BenchTrainRequest request;
  private final Settings settings;
  private final BatchPlan batches;

  TrainRuns(
      SparkSession session,
      Model model,
      Path features,
      BenchTrainRequest request,
      Settings settings) {
    this.session = session;
    this.model = model;
    this.features = features;
    this.request = request;
    this.settings = settings;
    this.batches =
        new BatchPlan(
            settings.train().seed(), request.training().workers(), request.training().batchSize());
  }

  /** Blocks in Spark's memory, and what training starts from. */
  record Prepared(TrainingBlocks blocks, TrainableParameters initial, double seconds)
      implements AutoCloseable {

    @Override
    public void close() {
      blocks.close();
    }
  }

  /** Steps with their losses by term, and the last values. */
  record Trained(
      List<Long> cells,
      List<Double> seconds,
      Map<String, List<Double>> losses,
      TrainableParameters parameters) {}

  /** Reads the file and does all that comes before the first step. */
  Prepared prepare() {
    long start = System.nanoTime();
    TrainingBlocks blocks =
        TrainingBlocks.of(
            cells(), model.encoder(), batches.workers(), true, settings.encoder().batchSize());
    long count = blocks.count();
    if (count != request.cells().cells()) {
      throw new IllegalStateException(
          "Cannot measure training (%,d cells were read, expected %,d)"
              .formatted(count, request.cells().cells()));
    }
    ParameterLayout layout =
        ParameterLayout.of(
            model.weights(), LORA, settings.train().head().hidden(), BenchShard.CELL_TYPES);
    TrainableParameters initial =
        TrainableParameters.initial(layout, blocks.scale(), settings.train().seed());
    return new Prepared(blocks, initial, (System.nanoTime() - start) / NANOS);
  }

  private Dataset<Row> cells() {
    int partitions = 2 * request.cores();
    return session
        .read()
        .format("h5ad")
        .option("layer", "X")
        .option(
            "rowsPerPartition", Math.max(1, -Math.floorDiv(-request.cells().cells(), partitions)))
        .load(features.toString())
        .select(
            array_position(lit(BenchShard.typeNames()), col("cell_type").cast("string"))
                .minus(1)
                .cast("int"),
            col(Columns.FEATURES));
  }

  /** What the peer has to do in its steps to do the same. */
  TrainPlan plan(TrainableParameters initial, Loss loss, int steps) {
    double[] factors = new double[steps];
    for (int step = 0; step < steps; step++) {
      factors[step] = schedule().factor(step);
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("cross_entropy", loss.crossEntropy());
    weights.put("triplet", loss.triplet());
    weights.put("reconstruction", loss.reconstruction());
    return new TrainPlan(
        initial, batches, BenchShard.types(request.cells()), weights, factors, settings.train());
  }

  private LrSchedule schedule() {
    int steps = request.training().epochs() * stepsPerEpoch();
    int warmup = (int) Math.round(settings.train().warmupFraction() * steps);
    return new LrSchedule(steps, warmup, settings.train().finalLearningRateFraction());
  }

  /** Times the steps that follow. */
  StepClock.Hold clock() {
    return StepClock.on(session.sparkContext());
  }

  int stepsPerEpoch() {
    return batches.stepsPerEpoch(request.cells().cells());
  }

  /** Takes all steps of some epochs. */
  Trained train(Prepared prepared, Loss loss, int epochs) {
    TrainableParameters parameters = prepared.initial().copy();
    StepOptimizer optimizer = optimizer(parameters.layout());
    LrSchedule schedule = schedule();
    Trained trained =
        new Trained(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>(), parameters);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int step = 0; step < stepsPerEpoch(); step++) {
        long start = System.nanoTime();
        GradientSum.Mean mean =
            GradientSum.mean(prepared.blocks().step(parameters, batches, 0, epoch, step));
        double factor = schedule.factor(epoch * stepsPerEpoch() + step);
        optimizer.step(
            parameters.values(),
            mean.gradient(),
            new StepOptimizer.Rates(
                StepOptimizer.Phase.TOGETHER,
                settings.train().learningRate() * factor,
                settings.train().headLearningRate() * factor));
        trained.seconds().add((System.nanoTime() - start) / NANOS);
        trained.cells().add(mean.cells());
        losses(mean).forEach((term, value) -> add(trained.losses(), term, value));
      }
    }
    return trained;
  }

  private static Map<String, Double> losses(GradientSum.Mean mean) {
    return Map.of(TrainRate.TOTAL, mean.loss());
  }

  private static void add(Map<String, List<Double>> losses, String term, double value) {
    losses.computeIfAbsent(term, t -> new ArrayList<>()).add(value);
  }

  private StepOptimizer optimizer(ParameterLayout layout) {
    Settings.Train train = settings.train();
    AdamW.Constants constants =
        new AdamW.Constants(train.beta1(), train.beta2(), train.epsilon(), train.weightDecay());
    return new StepOptimizer(
        new StepOptimizer.Rule(constants, train.clipNorm(), 1),
        layout,
        AdamW.State.fresh(layout.size()));
  }
}
