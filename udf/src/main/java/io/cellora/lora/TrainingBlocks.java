package io.cellora.lora;

import io.cellora.metrics.CelloraMetrics;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The prepared cells of a split, a partition for each logical worker, kept by Spark on memory and
 * disk until closed: the driver's handle. A lost block is rebuilt from the cells.
 */
public final class TrainingBlocks implements AutoCloseable {

  private final TrainingNetwork network;
  private final JavaRDD<TrainingBlock> blocks;
  private final BlockPlan plan;
  private final TrainingLabel label;

  private TrainingBlocks(
      TrainingNetwork network, JavaRDD<TrainingBlock> blocks, BlockPlan plan, TrainingLabel label) {
    this.network = network;
    this.blocks = blocks;
    this.plan = plan;
    this.label = label;
  }

  /**
   * Plans the blocks; they are built by the first use.
   *
   * @param cells position (long, distinct, best without gaps: it decides the worker), class index
   *     (int), a number for the donor (int or null), features (vector)
   */
  public static TrainingBlocks of(Dataset<Row> cells, TrainingNetwork network, BlockPlan plan) {
    JavaRDD<TrainingBlock> blocks =
        cells
            .javaRDD()
            .mapPartitionsToPair(new PrepareCells(network, plan))
            .partitionBy(new WorkerPartitioner(plan.workers()))
            .mapPartitions(new JoinBlocks())
            .setName("training blocks")
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new TrainingBlocks(network, blocks, plan, TrainingLabel.ANY);
  }

  /** The same blocks, whose jobs say for which training they work; these here are closed. */
  public TrainingBlocks labelled(TrainingLabel training) {
    return new TrainingBlocks(network, blocks, plan, training);
  }

  /** Cells in all blocks. */
  public long count() {
    label(label.of("prepare the cells"));
    return blocks.map(new CountCells()).collect().stream().mapToLong(Long::longValue).sum();
  }

  /** Cells of each class [classes]. */
  public long[] labels(int classes) {
    label(label.of("count the classes"));
    return blocks.map(new CountLabels(classes)).collect().stream()
        .reduce(new long[classes], TrainingBlocks::add);
  }

  /** Fits the scale of the head's input to the frozen embeddings of all cells. */
  public EmbeddingScale scale() {
    label(label.of("scale of the frozen embeddings"));
    return EmbeddingScale.of(blocks.map(new SumEmbeddings()).collect());
  }

  /** A synchronous step of adapters and head: the mean over every worker's cells. */
  public GradientSum.Mean step(
      TrainableParameters parameters, StepPlan steps, int epoch, int step) {
    return step(parameters, steps, new StepTask.Step(epoch, step, StepTask.Part.ALL));
  }

  /**
   * A synchronous step of the head alone, on the frozen embeddings; right as long as the adapters
   * change nothing.
   */
  public GradientSum.Mean headStep(
      TrainableParameters parameters, StepPlan steps, int epoch, int step) {
    return step(parameters, steps, new StepTask.Step(epoch, step, StepTask.Part.HEAD));
  }

  /** Steps that every worker takes on its own, and the average of what they have come to. */
  public LocalSteps.Outcome localSteps(
      TrainableParameters parameters, AdamW.State moments, StepPlan steps, LocalSteps local) {
    long started = System.nanoTime();
    label(label.of(local.epoch(), "from step " + (local.first() + 1)));
    Broadcast<TrainableParameters> values = broadcast(parameters.copy());
    Broadcast<AdamW.State> state =
        JavaSparkContext.fromSparkContext(blocks.context()).broadcast(moments.copy());
    try {
      LocalStepsTask task = new LocalStepsTask(network, values, state, steps, local);
      return LocalSum.average(BlockJob.run(blocks, task, LocalSum.class), parameters);
    } finally {
      CelloraMetrics.stepped(started);
      values.destroy();
      state.destroy();
    }
  }

  private GradientSum.Mean step(
      TrainableParameters parameters, StepPlan steps, StepTask.Step step) {
    long started = System.nanoTime();
    label(label.of(step.epoch(), "step " + (step.index() + 1)));
    Broadcast<TrainableParameters> broadcast = broadcast(parameters.copy());
    try {
      StepTask task = new StepTask(network, broadcast, steps, step);
      GradientTotal total = new GradientTotal();
      if (steps.fanIn() == 0) {
        BlockJob.run(blocks, task, GradientSum.class).forEach(total::add);
      } else {
        grouped(task, steps.fanIn()).forEach(total::add);
      }
      return total.mean(parameters.layout().size());
    } finally {
      CelloraMetrics.stepped(started);
      broadcast.destroy();
    }
  }

  /** The groups' totals in the order of the groups. */
  private List<GradientTotal> grouped(StepTask task, int fanIn) {
    JavaRDD<GradientSum> sums = blocks.mapPartitionsWithIndex(task, true);
    int groups = (plan.workers() + fanIn - 1) / fanIn;
    return JavaPairRDD.fromJavaRDD(sums.mapPartitionsWithIndex(new KeyByGroup(fanIn), true))
        .partitionBy(new WorkerPartitioner(groups))
        .mapPartitions(new AddGroup())
        .collect();
  }

  /**
   * What each set of parameters makes of all cells; all in one pass over them.
   *
   * @param labels classes of the heads, and behind them those that training never saw
   */
  public List<Evaluation> evaluate(List<TrainableParameters> parameters, int labels) {
    label(label.of("look at the validation cells"));
    Broadcast<List<TrainableParameters>> broadcast =
        JavaSparkContext.fromSparkContext(blocks.context())
            .broadcast(parameters.stream().map(TrainableParameters::copy).toList());
    try {
      List<List<Evaluation>> workers =
          blocks.map(new EvaluateTask(network, broadcast, labels, plan.batchSize())).collect();
      return IntStream.range(0, parameters.size())
          .mapToObj(i -> Evaluation.sum(workers.stream().map(worker -> worker.get(i)).toList()))
          .toList();
    } finally {
      broadcast.destroy();
    }
  }

  private static long[] add(long[] left, long[] right) {
    long[] sum = right.clone();
    for (int i = 0; i < left.length; i++) {
      sum[i] += left[i];
    }
    return sum;
  }

  private void label(String what) {
    blocks.context().setJobDescription(what);
  }

  private Broadcast<TrainableParameters> broadcast(TrainableParameters values) {
    return JavaSparkContext.fromSparkContext(blocks.context()).broadcast(values);
  }

  @Override
  public void close() {
    blocks.unpersist(true);
  }
}
