package io.cellora.lora;

import io.cellora.encoder.EncoderReference;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The prepared cells of a split, a partition for each logical worker, kept by Spark on memory and
 * disk until closed: the driver's handle. A lost block is rebuilt from the cells table.
 */
public final class TrainingBlocks implements AutoCloseable {

  private final EncoderReference encoder;
  private final JavaRDD<TrainingBlock> blocks;
  private final int batchSize;

  private TrainingBlocks(EncoderReference encoder, JavaRDD<TrainingBlock> blocks, int batchSize) {
    this.encoder = encoder;
    this.blocks = blocks;
    this.batchSize = batchSize;
  }

  /**
   * Plans the blocks; they are built by the first use.
   *
   * @param cells class index (int) and features (vector), in the order that gives the positions
   * @param keepGenes whether the first layer has an adapter, which needs the cells' genes
   */
  public static TrainingBlocks of(
      Dataset<Row> cells, EncoderReference encoder, int workers, boolean keepGenes, int batchSize) {
    EncoderReference exact = encoder.exact();
    JavaRDD<TrainingBlock> blocks =
        cells
            .javaRDD()
            .zipWithIndex()
            .mapToPair(new AssignWorker(workers))
            .partitionBy(new WorkerPartitioner(workers))
            .mapPartitions(new BuildBlock(exact, keepGenes, batchSize))
            .setName("training blocks")
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new TrainingBlocks(exact, blocks, batchSize);
  }

  /** Cells in all blocks. */
  public long count() {
    label("train: prepare the cells");
    return blocks.map(new CountCells()).collect().stream().mapToLong(Long::longValue).sum();
  }

  /** Fits the scale of the head's input to the frozen embeddings of all cells. */
  public EmbeddingScale scale() {
    label("train: scale of the frozen embeddings");
    return EmbeddingScale.of(blocks.mapPartitions(new SumEmbeddings(encoder, batchSize)).collect());
  }

  /** A synchronous step: every worker's sums, in worker order. */
  public List<GradientSum> step(
      TrainableParameters parameters, BatchPlan plan, float dropout, int epoch, int step) {
    label("train: epoch " + (epoch + 1) + ", step " + (step + 1));
    Broadcast<TrainableParameters> broadcast = broadcast(parameters.copy());
    try {
      return blocks
          .mapPartitionsWithIndex(
              new StepTask(encoder, broadcast, plan, dropout, new StepTask.Step(epoch, step)), true)
          .collect();
    } finally {
      broadcast.destroy();
    }
  }

  /** True against predicted classes over all cells: [labels, classes], row-major. */
  public long[] confusion(TrainableParameters parameters, int labels) {
    label("train: look at the validation cells");
    Broadcast<TrainableParameters> broadcast = broadcast(parameters.copy());
    try {
      ConfusionTask task = new ConfusionTask(encoder, broadcast, labels, batchSize);
      return blocks.mapPartitions(task).collect().stream().reduce(new long[0], TrainingBlocks::add);
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
