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
    Peer peer,
    Optional<Path> work,
    OutputForm form) {

  /** Whom to compare with. */
  public sealed interface Peer {
    /** Nobody. */
    record None() implements Peer {}

    /** anndata and scimilarity, from a virtual environment; in the work folder if none is named. */
    record Python(Optional<Path> environment) implements Peer {}
  }

  /** Checks numbers, and that files come with a gene order. */
  public BenchReadRequest {
    files = List.copyOf(files);
    check("cores", cores);
    check("runs", runs);
    if (!files.isEmpty() && geneOrder.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot measure files (no gene order to align them to): add --gene-order FILE");
    }
  }

  private static void check(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Invalid " + what + ": " + value + ", expected at least 1");
    }
  }
}
