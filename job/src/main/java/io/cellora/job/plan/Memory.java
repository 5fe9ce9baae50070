package io.cellora.job.plan;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.PlanRequest.Atlas;
import io.cellora.job.config.PlanRequest.Cluster;
import io.cellora.probe.NativeMemory;

/**
 * What driver and executors need, in bytes.
 *
 * @param overhead of an executor outside its heap, as cellora doctor reckons it
 * @param wanted heap of an executor that keeps its blocks in memory
 * @param heap what the node has room for
 * @param stored blocks of an executor
 * @param kept the part of them that stays in memory
 */
public record Memory(long overhead, long wanted, long heap, long stored, double kept, long driver) {

  private static final long MEBI = 1L << 20;
  private static final long GIBI = 1L << 30;

  /** Spark's own: memory that is no one's, and the part of the rest that blocks may fill. */
  private static final long RESERVED = 300 * MEBI;

  private static final double FRACTION = 0.6;

  /** Of a node: the rest is the system's and the node manager's. */
  private static final double USABLE = 0.9;

  /** A task that reads h5ad and writes Parquet: a row group, a partition's rows, read-ahead. */
  private static final long TASK = 256 * MEBI;

  private static final long LEAST_HEAP = 2 * GIBI;

  /** Spark's own at the driver, and what collects of jobs of thousands of tasks. */
  private static final long DRIVER = 2 * GIBI;

  /** Weights are there as numbers and as broadcast blocks. */
  private static final int COPIES = 2;

  static Memory of(Atlas atlas, Cluster cluster, Training training) {
    long overhead =
        MEBI
            * NativeMemory.megabytes(
                NativeMemory.needed(
                    atlas.widths(), cluster.cores(), training.settings().encoder().batchSize()));
    long stored = stored(cluster, training);
    long wanted = gibi(heapFor(atlas, cluster, training));
    long room =
        (long) (USABLE * cluster.node() / cluster.executorsPerNode() - overhead) / GIBI * GIBI;
    long heap = Math.min(wanted, Math.max(GIBI, room));
    double pool = FRACTION * (heap - RESERVED) - beside(atlas, training);
    double kept = stored == 0 ? 1 : Math.min(1, Math.max(0, pool / stored));
    return new Memory(overhead, wanted, heap, stored, kept, gibi(driver(atlas, cluster, training)));
  }

  /** The executor with the most blocks, training and validation. */
  private static long stored(Cluster cluster, Training training) {
    return blocks(cluster, training)
        * (training.blockBytes() / Math.max(1, training.train().workers()));
  }

  private static long blocks(Cluster cluster, Training training) {
    int workers = training.train().workers();
    return (workers + cluster.executors() - 1) / cluster.executors();
  }

  /**
   * Kept blocks fill a part of the heap; while the last are joined their pieces are there too, and
   * tasks that read and write need their own.
   */
  private static double heapFor(Atlas atlas, Cluster cluster, Training training) {
    double stored = stored(cluster, training);
    long joined = Math.min(cluster.cores(), blocks(cluster, training));
    double pieces = joined * (double) training.largestBlock() * training.blocks().ofCell();
    double tasks = (double) cluster.cores() * TASK;
    double beside = beside(atlas, training);
    return Math.max(
        LEAST_HEAP,
        RESERVED + Math.max((stored + beside) / FRACTION, stored + beside + pieces) + tasks);
  }

  private static double beside(Atlas atlas, Training training) {
    return COPIES * models(atlas, training);
  }

  /** Encoder, and decoder where some arm needs it. */
  private static double models(Atlas atlas, Training training) {
    return NativeMemory.weights(atlas.widths()) * (training.reconstructs() ? 2.0 : 1.0);
  }

  /**
   * Model files are read whole, decoder and all, and read again by the gate; a step's answers
   * arrive as bytes and as numbers; L-BFGS keeps ten pairs of vectors.
   */
  private static double driver(Atlas atlas, Cluster cluster, Training training) {
    double model = 2.0 * NativeMemory.weights(atlas.widths());
    double answers = 2.0 * Float.BYTES * training.parameters() * training.train().workers();
    double state = 10.0 * Double.BYTES * training.parameters();
    boolean onGenes = training.settings().baseline().heads().contains(BaselineHead.LOGISTIC_GENES);
    double vectors = onGenes ? 25.0 * Double.BYTES * atlas.genes() * atlas.classes() : 0;
    return DRIVER + 2 * model + answers + state + vectors;
  }

  /** Answers of a step, which spark.driver.maxResultSize bounds. */
  static long answers(Training training) {
    return Float.BYTES * training.parameters() * training.train().workers();
  }

  private static long gibi(double bytes) {
    return (long) Math.ceil(bytes / GIBI) * GIBI;
  }
}
