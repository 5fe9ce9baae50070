package io.cellora.job.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code embed} is asked for; all paths may be any Hadoop path.
 *
 * @param adapters PEFT adapter folders by the name of their arm, in order
 * @param base whether the frozen encoder is an arm too
 */
public record EmbedRequest(
    List<String> input,
    String model,
    String out,
    Map<String, String> adapters,
    boolean base,
    boolean overwrite) {

  public EmbedRequest {
    input = List.copyOf(input);
    adapters = Collections.unmodifiableMap(new LinkedHashMap<>(adapters));
  }
}
