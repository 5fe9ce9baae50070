package io.cellora.job.config;

import java.util.List;
import java.util.Optional;

/**
 * What {@code embed} is asked for; all paths may be any Hadoop path.
 *
 * @param adapter a PEFT adapter folder for a second arm
 */
public record EmbedRequest(
    List<String> input, String model, String out, Optional<String> adapter, boolean overwrite) {

  public EmbedRequest {
    input = List.copyOf(input);
  }
}
