package io.cellora.job.stage;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.encoder.DecoderReference;
import io.cellora.encoder.GramDecoder;
import io.cellora.job.bench.BenchShard;
import io.cellora.job.bench.TrainPlan;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.BenchTraining;
import io.cellora.job.config.BenchTraining.Loss;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.job.train.LrSchedule;
import io.cellora.job.train.TrainingCoordinator;
import io.cellora.job.train.TrainingState;
import io.cellora.lora.BatchPlan;
import io.cellora.lora.BlockPlan;
import io.cellora.lora.BlockStorage;
import io.cellora.lora.Dropout;
import io.cellora.lora.LoraConfig;
import io.cellora.lora.LossTerm;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.Shortcut;
import io.cellora.lora.StepLosses;
import io.cellora.lora.StepPlan;
import io.cellora.lora.TrainableParameters;
import io.cellora.lora.TrainingBlocks;
import io.cellora.lora.TrainingNetwork;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
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
  private final BenchShardRequest cells;
  private final BenchTraining training;
  private final Settings settings;
  private final Settings changed;
  private final Settings.Train recipe;

  TrainRuns(
      SparkSession session,
      Model model,
      Path features,
      BenchShardRequest cells,
      BenchTraining training,
      Settings settings) {
    this.session = session;
    this.model = model;
    this.features = features;
    this.cells = cells;
    this.training = training;
    this.settings = settings;
    this.changed = changed(training, settings);
    this.recipe = changed.train();
  }

  /** The settings' training without what the peer cannot do alike, or does not do at all. */
  private static Settings changed(BenchTraining training, Settings settings) {
    Map<String, String> changed =
        Map.of(
            "train.epochs", String.valueOf(training.epochs()),
            "train.batchSize", String.valueOf(training.batchSize()),
            "train.workers", String.valueOf(training.workers()),
            "train.accumulate", "1",
            "train.localSteps", "1",
            "train.headWarmupEpochs", "0",
            "train.loraPlusRatio", "1",
            "train.earlyStopping.patience", "0",
            "train.checkpoint.everySteps", "0",
            "train.head.dropout", "0");
    return settings.with(changed);
  }

  /**
   * Blocks in Spark's memory, and what training starts from.
   *
   * @param seconds of the preparation
   */
  record Prepared(
      TrainingBlocks blocks,
      Optional<Broadcast<GramDecoder>> decoder,
      TrainableParameters initial,
      double seconds)
      implements AutoCloseable {

    @Override
    public void close() {
      blocks.close();
      decoder.ifPresent(Broadcast::destroy);
    }
  }

  /** Reads the file and does all that comes before the first step. */
  Prepared prepare(Loss loss, BlockStorage storage) {
    long start = System.nanoTime();
    Optional<Broadcast<GramDecoder>> decoder =
        loss.reconstruction() > 0 ? Optional.of(broadcastDecoder()) : Optional.empty();
    TrainingBlocks blocks =
        TrainingBlocks.of(cells(), network(decoder), plan(contents(loss), storage));
    long count = blocks.count();
    if (count != cells.cells()) {
      throw new IllegalStateException(
          "Cannot measure training (%,d cells were read, expected %,d)"
              .formatted(count, cells.cells()));
    }
    ParameterLayout layout =
        ParameterLayout.of(model.weights(), LORA, recipe.head().hidden(), BenchShard.CELL_TYPES);
    TrainableParameters initial =
        TrainableParameters.initial(layout, blocks.scale(), recipe.seeds().get(0));
    return new Prepared(blocks, decoder, initial, (System.nanoTime() - start) / NANOS);
  }

  private TrainingNetwork network(Optional<Broadcast<GramDecoder>> decoder) {
    String hash = model.sha256();
    return new TrainingNetwork(
        model.encoder(),
        decoder.map(d -> new DecoderReference(hash, d)).orElse(DecoderReference.NONE));
  }

  private Broadcast<GramDecoder> broadcastDecoder() {
    return JavaSparkContext.fromSparkContext(session.sparkContext())
        .broadcast(GramDecoder.of(model.decoder()));
  }

  private static Set<BlockPlan.Content> contents(Loss loss) {
    return loss.reconstruction() > 0
        ? EnumSet.allOf(BlockPlan.Content.class)
        : EnumSet.of(BlockPlan.Content.GENES);
  }

  private BlockPlan plan(Set<BlockPlan.Content> contents, BlockStorage storage) {
    return new BlockPlan(training.workers(), settings.encoder().batchSize(), contents, storage);
  }

  private Dataset<Row> cells() {
    int partitions = 2 * session.sparkContext().defaultParallelism();
    return session
        .read()
        .format("h5ad")
        .option("layer", "X")
        .option("rowsPerPartition", Math.max(1, -Math.floorDiv(-cells.cells(), partitions)))
        .load(features.toString())
        .select(
            col("_row").cast("long"),
            array_position(lit(BenchShard.typeNames()), col("cell_type").cast("string"))
                .minus(1)
                .cast("int"),
            lit(null).cast("int"),
            col(Columns.FEATURES));
  }

  /** What the peer has to do in its steps to do the same. */
  TrainPlan plan(TrainableParameters initial, Loss loss, int steps) {
    LrSchedule schedule = schedule();
    double[] factors = new double[steps];
    Arrays.setAll(factors, step -> schedule.factor(Math.min(step, schedule.steps() - 1)));
    Map<LossTerm, Double> weights = new EnumMap<>(LossTerm.class);
    weights.put(LossTerm.CROSS_ENTROPY, loss.crossEntropy());
    weights.put(LossTerm.TRIPLET, loss.triplet());
    weights.put(LossTerm.RECONSTRUCTION, loss.reconstruction());
    return new TrainPlan(initial, batches(), BenchShard.types(cells), weights, factors, recipe);
  }

  private BatchPlan batches() {
    return new BatchPlan(recipe.seeds().get(0), training.workers(), training.batchSize());
  }

  private LrSchedule schedule() {
    int steps = training.epochs() * batches().stepsPerEpoch(cells.cells());
    int warmup = (int) Math.round(recipe.warmupFraction() * steps);
    return new LrSchedule(steps, warmup, recipe.finalLearningRateFraction());
  }

  private static StepLosses losses(Loss loss) {
    return new StepLosses(
        StepLosses.CrossEntropy.plain(loss.crossEntropy(), BenchShard.CELL_TYPES),
        new StepLosses.Triplet(
            loss.triplet(), TrainPlan.MARGIN, StepLosses.Mining.SEMIHARD, StepLosses.Donors.ANY),
        StepLosses.SupCon.OFF,
        loss.reconstruction(),
        0);
  }

  /** Times the steps that follow. */
  StepClock.Hold clock() {
    return StepClock.on(session.sparkContext());
  }

  /** An epoch that does not count. */
  void warmUp(Prepared prepared, Loss loss) {
    BenchTraining one =
        new BenchTraining(
            training.losses(), 1, training.batchSize(), training.workers(), training.peerSteps());
    new TrainRuns(session, model, features, cells, one, settings).train(prepared, loss, 0);
  }

  /**
   * Takes all steps.
   *
   * @param fanIn workers' sums that executors add before the driver does; 0 for none
   */
  TimedSteps train(Prepared prepared, Loss loss, int fanIn) {
    StepPlan plan =
        new StepPlan(
            batches(), losses(loss), Dropout.NONE, 1, fanIn, EnumSet.allOf(Shortcut.class));
    TimedSteps steps = new TimedSteps(prepared.blocks(), plan, cells.cells());
    steps.start();
    new TrainingCoordinator(changed, steps, List.of(steps))
        .train(TrainingState.initial(changed, prepared.initial()));
    return steps;
  }
}
