package io.cellora.job.report.page;

import io.cellora.job.config.SanityCheck;
import java.util.List;

/**
 * What a page is to tell of.
 *
 * @param split the one that verdicts, matrices and charts are of
 * @param trained arms other than the baseline, the first first
 * @param seed of the trained arms' pictures
 * @param checks what the sanity gate found; empty if it did not run
 */
public record PageRequest(
    String runId, String split, List<String> trained, int seed, List<SanityCheck> checks) {

  public PageRequest {
    trained = List.copyOf(trained);
    checks = List.copyOf(checks);
  }
}
