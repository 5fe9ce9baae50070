package io.cellora.job.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code bench train} is asked for.
 *
 * @param cells that are generated; as many genes as the model has
 * @param model a SCimilarity folder; empty: made-up weights of the released model's shapes
 * @param work where to leave what is generated; empty: a temporary folder
 */
public record BenchTrainRequest(
    BenchShardRequest cells,
    Optional<Path> model,
    int cores,
    BenchTraining training,
    BenchPeer peer,
    Optional<Path> work,
    OutputForm form) {

  /** Checks the number of cores. */
  public BenchTrainRequest {
    BenchShardRequest.check("cores", cores, 1, Integer.MAX_VALUE);
  }
}
