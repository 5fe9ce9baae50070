package io.cellora.job.config;

import java.util.Optional;

/**
 * What {@code export} is asked for; all paths may be any Hadoop path.
 *
 * @param adapter a PEFT adapter folder to merge into the written model
 */
public record ExportRequest(
    String model, String out, Optional<String> adapter, boolean overwrite) {}
