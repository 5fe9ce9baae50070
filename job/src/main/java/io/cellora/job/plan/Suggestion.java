package io.cellora.job.plan;

import io.cellora.job.config.PlanRequest.Atlas;
import io.cellora.job.config.PlanRequest.Cluster;
import io.cellora.job.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of the training that fit a cluster, where they still are the reference's; what was asked
 * for stays.
 */
final class Suggestion {

  static final String WORKERS = "train.workers";
  static final String BATCH = "train.batchSize";

  /** Beyond these the driver is busy with answers (docs/scaling.md). */
  private static final int MOST_WORKERS = 64;

  private static final int CELLS_OF_WORKER = 128;

  /** A worker with fewer cells is not worth a core. */
  private static final int LEAST_CELLS = 10_000;

  /** An epoch with fewer steps learns little. */
  private static final int LEAST_STEPS = 100;

  private Suggestion() {}

  /** Keys and values that differ from the settings. */
  static Map<String, String> of(Settings settings, Atlas atlas, Cluster cluster) {
    Settings.Train reference = Settings.defaults().train();
    Training training = Training.of(settings, atlas);
    int workers = settings.train().workers();
    int batch = settings.train().batchSize();
    Map<String, String> changes = new LinkedHashMap<>();
    if (workers == reference.workers()) {
      workers = workers(training, cluster, reference.workers());
    }
    if (batch == reference.batchSize()) {
      long most = training.cells() / LEAST_STEPS;
      batch = (int) Math.max(batch, Math.min((long) CELLS_OF_WORKER * workers, most));
    }
    if (workers != settings.train().workers()) {
      changes.put(WORKERS, Integer.toString(workers));
    }
    if (batch != settings.train().batchSize()) {
      changes.put(BATCH, Integer.toString(batch));
    }
    return changes;
  }

  private static int workers(Training training, Cluster cluster, int reference) {
    long worth = Math.max(reference, training.cells() / LEAST_CELLS);
    long wanted = Math.min(worth, Math.min(MOST_WORKERS, cluster.allCores()));
    return (int) Math.max(reference, Math.max(wanted, training.fewestWorkers()));
  }
}
