package io.cellora.job.plan;

import io.cellora.job.config.PlanRequest.Atlas;
import io.cellora.job.config.PlanRequest.Cluster;
import io.cellora.job.config.Settings;
import io.cellora.probe.NativeMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long the stages of run-all take, from what was measured; seconds. */
final class Hours {

  /** Of a GPU, through Python's torch on an H200; the way through Spark was never measured. */
  private static final double GPU_CELLS_A_SECOND = 160_000;

  /** Of a cell, and the adapters' rank, where a bench was not told otherwise. */
  private static final int NONZEROS = 2000;

  private static final int RANK = 8;

  /**
   * What other processors, skew and storage may do to a stage whose cells share the cores; the
   * built-in runs were made on a machine that was busy with other work.
   */
  private static final double FASTER = 4;

  private static final double SLOWER = 2.5;

  /** Forward passes alone, of a step that also goes back. */
  private static final double FORWARD = 1.0 / 3;

  private final Measured measured;
  private final Atlas atlas;
  private final Cluster cluster;
  private final Training training;
  private final Partitions partitions;

  Hours(Measured measured, Atlas atlas, Cluster cluster, Training training, Partitions partitions) {
    this.measured = measured;
    this.atlas = atlas;
    this.cluster = cluster;
    this.training = training;
    this.partitions = partitions;
  }

  /** By stage, in the order of a run. */
  Map<String, Range> stages() {
    Map<String, Range> stages = new LinkedHashMap<>();
    stages.put("ingest", cells(ingest()));
    stages.put("embed", cells(passes()));
    stages.put("prepare", cells(prepare()));
    stages.put("baselines", baselines());
    stages.put("train", train());
    stages.put("predict", cells(ofPredictions(RunFigures.PREDICT)));
    stages.put("evaluate", cells(ofPredictions(RunFigures.EVALUATE)));
    return stages;
  }

  private static Range cells(double likely) {
    return Range.around(likely, FASTER, SLOWER);
  }

  private double ingest() {
    double nonzeros = (double) atlas.cells() * atlas.nonzeros();
    double core = nonzeros * (measured.readNonzero() + measured.runs().writeNonzero());
    return measured.runs().fixed().get(RunFigures.INGEST) + core / busy(partitions.ingestTasks());
  }

  /** Cores that have a task. */
  private double busy(long tasks) {
    return Math.min(tasks, cluster.allCores());
  }

  /** One by the frozen encoder, one by all adapters together. */
  private double passes() {
    return pass(1) + pass(1 + measured.armCost() * (training.units() - 1));
  }

  private double pass(double arms) {
    double busy = busy(partitions.tableTasks());
    double beside = atlas.cells() * measured.runs().passCell() / busy;
    return measured.runs().fixed().get(RunFigures.PASS) + beside + arms * encoder(busy);
  }

  private double encoder(double busy) {
    double flops = Measured.flops(atlas.widths(), atlas.nonzeros());
    if (cluster.gpus() > 0) {
      double ofModel = Measured.flops(NativeMemory.SCIMILARITY, NONZEROS);
      return atlas.cells() * flops / ofModel / GPU_CELLS_A_SECOND / cluster.executors();
    }
    return atlas.cells() * flops * measured.embedFlop() / busy;
  }

  /** The decoder's products are as much work as the encoder's first layer, and blocks travel. */
  private double prepare() {
    double flops = Measured.flops(atlas.widths(), atlas.nonzeros());
    if (training.reconstructs()) {
      flops += (double) atlas.nonzeros() * atlas.widths().get(1);
    }
    double cells = training.cells() + training.validation();
    double work = cells * flops * measured.prepareFlop() / busy(partitions.tableTasks());
    double network = training.blockBytes() / (StepModel.BYTES_A_MILLI * 1e3) / cluster.executors();
    return work + network;
  }

  private Range baselines() {
    Baselines others = new Baselines(measured, atlas, cluster, training);
    return others.fits().plus(cells(others.neighbours())).plus(frozenHeads());
  }

  private Range frozenHeads() {
    Settings.Train train = training.train();
    int epochs = train.headWarmupEpochs() + train.epochs();
    return steps(epochs * training.stepsPerEpoch() * sync()).times(training.frozenHeads());
  }

  private Range train() {
    Range all = Range.NONE;
    List<Long> seeds = training.train().seeds();
    for (String arm : training.settings().arms().trained()) {
      all = all.plus(arm(training.settings().arm(arm)).times(seeds.size()));
    }
    return all;
  }

  /**
   * Epochs of the head alone cost little but the step itself; around the steps are starts, looks at
   * the finished adapter, and files.
   */
  private Range arm(Settings arm) {
    double steps = training.stepsPerEpoch();
    double head = arm.train().headWarmupEpochs() * steps * sync();
    double losses = Training.reconstructs(arm) ? measured.losses() : 1;
    double work = rounds() * work(training.cellsOfWorker()) * losses;
    int epochs = Training.adapterEpochs(arm);
    double looks = (epochs + arm.train().headWarmupEpochs()) * look();
    double around = measured.runs().lines().get(RunFigures.TRAIN).fixed();
    return steps(head + epochs * steps * (work + sync()) + looks).plus(cells(around));
  }

  private Range steps(double millis) {
    double off = 1 + measured.steps().worst();
    return Range.around(millis / 1e3, off, off);
  }

  /** Milliseconds of a step beyond its work. */
  double sync() {
    Settings.Train train = training.train();
    return measured.steps().sync(train.workers(), train.aggregationFanIn(), training.parameters())
        / train.localSteps();
  }

  /** Milliseconds of a step. */
  double step() {
    return rounds() * work(training.cellsOfWorker()) + sync();
  }

  private double look() {
    double all = work(training.validation() / (double) training.train().workers());
    return rounds() * FORWARD * all;
  }

  /** Milliseconds of a worker's part of a step. */
  private double work(double cells) {
    int rank = training.settings().lora().r();
    double share =
        Measured.stepFlops(atlas.widths(), atlas.nonzeros(), rank)
            / Measured.stepFlops(NativeMemory.SCIMILARITY, NONZEROS, RANK);
    return measured.steps().work(cells, share);
  }

  /** Parts of a step that a core does one after the other. */
  private int rounds() {
    int workers = training.train().workers();
    return (workers + cluster.allCores() - 1) / cluster.allCores();
  }

  private double ofPredictions(String stage) {
    double rows = (double) (atlas.cells() - training.cells()) * training.predictions();
    return measured.runs().lines().get(stage).seconds(rows, cluster.allCores());
  }
}
