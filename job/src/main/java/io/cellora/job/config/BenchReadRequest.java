package io.cellora.job.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code bench read} is asked for.
 *
 * @param files local h5ad files; none: the generated shard
 * @param geneOrder a gene symbol a line; needed with files, made up without
 * @param runs timed runs, after one that warms up
 * @param peer where to find or make Python's virtual environment; empty: measure Cellora alone
 * @param work where to leave what is generated; empty: a temporary folder
 */
public record BenchReadRequest(
    BenchShardRequest shard,
    List<Path> files,
    Optional<Path> geneOrder,
    int cores,
    int runs,
    BenchPeer peer,
    Optional<Path> work,
    OutputForm form) {

  /** Checks numbers, and that files come with a gene order. */
  public BenchReadRequest {
    files = List.copyOf(files);
    BenchShardRequest.check("cores", cores, 1, Integer.MAX_VALUE);
    BenchShardRequest.check("runs", runs, 1, Integer.MAX_VALUE);
    if (!files.isEmpty() && geneOrder.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot measure files (no gene order to align them to): add --gene-order FILE");
    }
  }
}
