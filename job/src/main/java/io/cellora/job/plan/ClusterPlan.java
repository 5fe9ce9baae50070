package io.cellora.job.plan;

import io.cellora.job.config.PlanRequest;
import io.cellora.job.config.PlanRequest.Atlas;
import io.cellora.job.config.PlanRequest.Cluster;
import io.cellora.job.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What some cells ask of a cluster: sizes, memory, and how long it takes. Pure arithmetic: no
 * Spark, no file but the measurements.
 */
public final class ClusterPlan {

  private static final int MOST_EXECUTORS = 1024;

  private final Atlas atlas;
  private final Cluster cluster;
  private final Settings given;
  private final Measured measured;
  private final Map<String, String> changes;
  private final Training training;
  private final Partitions partitions;
  private final Memory memory;
  private final Hours hours;

  private ClusterPlan(PlanRequest request, Settings settings) {
    this.atlas = request.atlas();
    this.cluster = request.cluster();
    this.given = settings;
    this.measured = MeasuredFiles.read(request.measured());
    this.changes = Suggestion.of(settings, atlas, cluster);
    this.training = Training.of(settings.with(changes), atlas);
    this.partitions =
        Partitions.of(atlas, cluster, settings.input().rowsPerPartition(), tables().get("cells"));
    this.memory = Memory.of(atlas, cluster, training);
    this.hours = new Hours(measured, atlas, cluster, training, partitions);
  }

  /**
   * Reckons everything.
   *
   * @throws IllegalArgumentException naming what cannot be planned with
   */
  public static ClusterPlan of(PlanRequest request, Settings settings) {
    return new ClusterPlan(request, settings);
  }

  /** Settings to change, by key; what was asked for is not among them. */
  public Map<String, String> changes() {
    return changes;
  }

  /** What is named in the plan: from where each kind of figures comes. */
  public Map<String, String> sources() {
    return measured.sources();
  }

  /** Bytes of h5ad files, compressed as the measured ones were. */
  public double fileBytes() {
    return (double) atlas.cells() * atlas.nonzeros() * measured.fileBytes();
  }

  /** Bytes of the large tables, by name. */
  public Map<String, Double> tables() {
    Map<String, Double> each = measured.runs().bytes();
    double heldOut = (double) atlas.cells() - training.cells();
    Map<String, Double> tables = new LinkedHashMap<>();
    tables.put("cells", each.get("cells") * atlas.cells() * atlas.nonzeros());
    tables.put(
        "embeddings",
        each.get("embeddings")
            * atlas.cells()
            * (1 + training.units())
            * atlas.latent()
            / Measured.LATENT);
    tables.put(
        "predictions",
        each.get("predictions") * heldOut * training.predictions() * atlas.classes());
    return tables;
  }

  /** Cells of a partition of the h5ad files. */
  public long partitionRows() {
    return partitions.rows();
  }

  public long ingestTasks() {
    return partitions.ingestTasks();
  }

  /** Of a pass over the cells table. */
  public long tableTasks() {
    return partitions.tableTasks();
  }

  public int workers() {
    return training.train().workers();
  }

  public int batchSize() {
    return training.train().batchSize();
  }

  public long parameters() {
    return training.parameters();
  }

  public long stepsPerEpoch() {
    return training.stepsPerEpoch();
  }

  /** Adapters that are trained. */
  public int units() {
    return training.units();
  }

  /** Bytes of a prepared cell. */
  public long blockBytesOfCell() {
    return training.blocks().ofCell();
  }

  /** Bytes of all prepared cells. */
  public long blockBytes() {
    return training.blockBytes();
  }

  /** Cells of the largest block. */
  public long largestBlock() {
    return training.largestBlock();
  }

  /** Bytes of the trainable numbers, which every step broadcasts. */
  public long broadcastBytes() {
    return Float.BYTES * training.parameters();
  }

  public Memory memory() {
    return memory;
  }

  /** Bytes that the driver gets in a step. */
  public long answerBytes() {
    return Memory.answers(training);
  }

  /** Executors of the same kind that keep all prepared cells in memory, 0 if no number does. */
  public int executorsInMemory() {
    for (int executors = 1; executors <= MOST_EXECUTORS; executors++) {
      Cluster other =
          new Cluster(
              cluster.master(),
              executors,
              cluster.cores(),
              cluster.gpus(),
              cluster.node(),
              cluster.executorsPerNode());
      Training there = Training.of(given.with(Suggestion.of(given, atlas, other)), atlas);
      Memory of = Memory.of(atlas, other, there);
      if (of.heap() == of.wanted()) {
        return executors;
      }
    }
    return 0;
  }

  /** Seconds by stage, in the order of a run. */
  public Map<String, Range> stages() {
    return hours.stages();
  }

  /** Seconds of the training where each worker has so many cells in a step. */
  public double trainingWith(int cellsOfWorker) {
    String batch = Integer.toString(cellsOfWorker * workers());
    Settings other = training.settings().with(Map.of(Suggestion.BATCH, batch));
    return new Hours(measured, atlas, cluster, Training.of(other, atlas), partitions)
        .stages()
        .get("train")
        .likely();
  }

  /** Seconds of the neighbours among the baselines. */
  public double neighbours() {
    return new Baselines(measured, atlas, cluster, training).neighbours();
  }

  /** Milliseconds of a step. */
  public double step() {
    return hours.step();
  }

  /** The part of a step in which no core works on cells. */
  public double idle() {
    return hours.sync() / hours.step();
  }
}
