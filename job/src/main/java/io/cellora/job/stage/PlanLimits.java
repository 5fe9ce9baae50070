package io.cellora.job.stage;

import io.cellora.job.config.PlanRequest.Cluster;
import io.cellora.job.plan.ClusterPlan;
import io.cellora.job.plan.Memory;
import io.cellora.job.plan.Range;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What holds a plan up, and what to do: by topic. */
final class PlanLimits {

  private static final double MUCH = 0.3;
  private static final double MOST = 0.5;

  /** Of a worker in a step: docs/scaling.md shows what that many save. */
  private static final int MANY_CELLS = 512;

  private final ClusterPlan plan;
  private final Cluster cluster;
  private final Map<String, String> found = new LinkedHashMap<>();

  private PlanLimits(ClusterPlan plan, Cluster cluster) {
    this.plan = plan;
    this.cluster = cluster;
  }

  static Map<String, String> of(ClusterPlan plan, Cluster cluster) {
    PlanLimits limits = new PlanLimits(plan, cluster);
    limits.memory();
    limits.driver();
    limits.cores();
    limits.stages();
    limits.gpu();
    return limits.found;
  }

  private void memory() {
    Memory memory = plan.memory();
    if (memory.heap() < memory.wanted()) {
      int enough = plan.executorsInMemory();
      found.put(
          "memory",
          "%s: %s"
              .formatted(
                  memory.kept() < 1
                      ? String.format(
                          Locale.ROOT,
                          "%.0f %% of the prepared cells stay in memory, each step reads the rest"
                              + " from disk",
                          100 * memory.kept())
                      : "the prepared cells leave little memory for other tasks",
                  enough == 0
                      ? "take larger nodes, or train.storage=float16"
                      : enough + " such executors keep all, or train.storage=float16"));
    }
    if (memory.driver() > cluster.node()) {
      found.put("driver memory", "the driver needs a larger node than the executors have");
    }
  }

  private void driver() {
    if (plan.idle() > MOST && plan.batchSize() < MANY_CELLS * plan.workers()) {
      found.put(
          "driver",
          String.format(
              Locale.ROOT,
              "in %.0f %% of a step of %.0f ms no core works on cells: train.batchSize=%d would take %s"
                  + " in place of %s, train.localSteps more off",
              100 * plan.idle(),
              plan.step(),
              MANY_CELLS * plan.workers(),
              PlanCluster.duration(plan.trainingWith(MANY_CELLS)),
              PlanCluster.duration(plan.stages().get("train").likely())));
    }
  }

  private void cores() {
    if (plan.workers() > cluster.allCores()) {
      found.put(
          "cores",
          "%d workers take turns on %d cores".formatted(plan.workers(), cluster.allCores()));
    }
    if (plan.ingestTasks() < cluster.allCores()) {
      found.put(
          "tasks",
          "%d partitions keep %d of %d cores busy: lower input.rowsPerPartition"
              .formatted(plan.ingestTasks(), plan.ingestTasks(), cluster.allCores()));
    }
  }

  private void stages() {
    double all = plan.stages().values().stream().mapToDouble(Range::likely).sum();
    if (plan.neighbours() > MUCH * all) {
      found.put(
          "knn50",
          "every held-out cell is compared with every training cell, %s: leave knn50 out of"
                  .formatted(PlanCluster.duration(plan.neighbours()))
              + " baseline.heads, or evaluate on fewer cells");
    }
    double baselines = plan.stages().get("baselines").likely() - plan.neighbours();
    if (baselines > MUCH * all) {
      found.put(
          "baselines",
          "logistic_genes and mlp_frozen learn from every cell: leave them out of baseline.heads,"
              + " or train on a sample first");
    }
  }

  private void gpu() {
    if (cluster.gpus() > 0) {
      found.put(
          "gpu",
          "embedding is reckoned by a rate of an H200 through Python; no GPU was measured through"
              + " Spark, and training goes on the processor");
    }
  }
}
