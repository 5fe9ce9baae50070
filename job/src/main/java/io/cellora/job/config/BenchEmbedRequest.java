package io.cellora.job.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code bench embed} is asked for.
 *
 * @param cells that are generated; as many genes as the model has
 * @param model a SCimilarity folder; empty: made-up weights of the released model's shapes
 * @param work where to leave what is generated; empty: a temporary folder
 */
public record BenchEmbedRequest(
    BenchShardRequest cells,
    Optional<Path> model,
    int cores,
    BenchTurns turns,
    BenchPeer peer,
    Optional<Path> work,
    OutputForm form) {

  /** Checks the number of cores. */
  public BenchEmbedRequest {
    BenchShardRequest.check("cores", cores, 1, Integer.MAX_VALUE);
  }
}
