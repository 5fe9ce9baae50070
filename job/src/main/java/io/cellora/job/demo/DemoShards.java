package io.cellora.job.demo;

/** The size of one part of the demo atlas: shards, cells in each, donors over all of them. */
public record DemoShards(int count, int cells, int donors) {

  /** Checks that there is something to generate; two donors at least, so that they can differ. */
  public DemoShards {
    if (count < 1 || cells < 1 || donors < 2) {
      throw new IllegalArgumentException(
          "Invalid size: %d shards of %d cells, %d donors, expected at least 1, 1 and 2"
              .formatted(count, cells, donors));
    }
  }
}
