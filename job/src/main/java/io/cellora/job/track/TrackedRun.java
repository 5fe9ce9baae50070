package io.cellora.job.track;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run as a tracking server is told of it.
 *
 * @param status as MLflow has it: FINISHED or FAILED
 * @param artifacts files by name
 */
public record TrackedRun(
    String name,
    Instant started,
    String status,
    Map<String, String> params,
    List<Metric> metrics,
    Map<String, String> tags,
    Map<String, byte[]> artifacts) {

  /** A number, and the epoch or the like that it belongs to. */
  public record Metric(String key, double value, long step) {}
}
