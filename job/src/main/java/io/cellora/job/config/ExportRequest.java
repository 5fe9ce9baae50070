package io.cellora.job.config;

import java.util.Optional;

/**
 * What {@code export} is asked for; all paths may be any Hadoop path.
 *
 * @param adapter a PEFT adapter folder, merged into the model where that is written
 */
public record ExportRequest(
    String model, String out, Optional<String> adapter, ExportFormat format, boolean overwrite) {

  /** Refuses to write an adapter that is not given. */
  public ExportRequest {
    if (format == ExportFormat.PEFT && adapter.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid --format: peft, expected --adapter DIR beside it (there is no adapter to write)");
    }
  }
}
