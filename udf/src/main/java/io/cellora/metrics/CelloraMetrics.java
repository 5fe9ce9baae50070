package io.cellora.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;

/**
 * What this JVM has done since it started, for people who watch a cluster. Counted once a batch, a
 * partition or a step, whether {@link CelloraPlugin} shows it or not; a task that was done twice
 * counts twice, so nothing that is reported comes from here.
 */
public final class CelloraMetrics {

  private static final Counter CELLS_READ = new Counter();
  private static final Counter BYTES_READ = new Counter();
  private static final Counter CELLS_EMBEDDED = new Counter();
  private static final Timer STEPS = new Timer();
  private static final Timer STEP_TASKS = new Timer();

  private CelloraMetrics() {}

  /**
   * Counts what a task has read of a shard.
   *
   * @param bytes asked from the store, compressed as they are there
   */
  public static void read(long cells, long bytes) {
    CELLS_READ.inc(cells);
    BYTES_READ.inc(bytes);
  }

  /** Counts a batch of cells that an encoder embeds, however many arms it has. */
  public static void embedded(int cells) {
    CELLS_EMBEDDED.inc(cells);
  }

  /**
   * Counts a training step as the driver sees it.
   *
   * @param started {@link System#nanoTime} when it began
   */
  public static void stepped(long started) {
    STEPS.update(System.nanoTime() - started, TimeUnit.NANOSECONDS);
  }

  /**
   * Counts a worker's part of a training step, on its executor.
   *
   * @param started {@link System#nanoTime} when it began
   */
  public static void workerStepped(long started) {
    STEP_TASKS.update(System.nanoTime() - started, TimeUnit.NANOSECONDS);
  }

  /** Shows everything under the names that sinks will write. */
  static void registerTo(MetricRegistry registry) {
    registry.register("cellsRead", CELLS_READ);
    registry.register("bytesRead", BYTES_READ);
    registry.register("cellsEmbedded", CELLS_EMBEDDED);
    registry.register("stepTime", STEPS);
    registry.register("workerStepTime", STEP_TASKS);
  }
}
