package io.cellora.job.config;

import java.util.OptionalInt;

/**
 * The shard that a benchmark generates.
 *
 * @param nonzeros genes with a count in a cell, on average
 * @param level of gzip
 * @param chunk elements a chunk; empty: what h5py chooses
 */
public record BenchShardRequest(
    int cells, int genes, int nonzeros, Compression compression, int level, OptionalInt chunk) {

  /** How chunks shrink. */
  public enum Compression {
    GZIP,
    NONE,
    LZF
  }

  /** Checks the sizes. */
  public BenchShardRequest {
    check("cells", cells, 1, Integer.MAX_VALUE);
    check("genes", genes, 2, Integer.MAX_VALUE);
    check("nonzeros", nonzeros, 1, genes * 2L / 3);
    // the writer holds whole arrays, and 2 GiB of bytes at most
    check("cells times nonzeros", (long) cells * nonzeros, 1, 500_000_000);
    check("level", level, 1, 9);
    chunk.ifPresent(n -> check("chunk", n, 1, Integer.MAX_VALUE));
  }

  /** The same with as many genes as a gene order has. */
  public BenchShardRequest withGenes(int number) {
    return new BenchShardRequest(cells, number, nonzeros, compression, level, chunk);
  }

  static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "Invalid "
              + what
              + ": "
              + value
              + ", expected "
              + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most));
    }
  }
}
