package io.cellora.job.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** Names of runs: when they started, and something that tells two of a second apart. */
final class RunIds {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private RunIds() {}

  /** That of the unfinished run in the folder, or a new one. */
  static String of(WorkFolder work) {
    try {
      return work.isUnfinished() ? ResumeFile.read(work).runId() : fresh();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot resume (" + e.getMessage() + ")", e);
    }
  }

  /** A new one. */
  static String fresh() {
    return STAMP.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
  }
}
