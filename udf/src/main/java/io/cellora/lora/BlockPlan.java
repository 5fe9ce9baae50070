package io.cellora.lora;

import java.io.Serializable;
import java.util.Set;

/**
 * How cells are prepared for training.
 *
 * @param workers logical workers: a block each
 * @param batchSize cells in one call of torch; changes no bit
 * @param contents what is kept beside the prefix and the frozen embedding
 */
public record BlockPlan(int workers, int batchSize, Set<Content> contents, BlockStorage storage)
    implements Serializable {

  /** What some losses or adapters need of a cell. */
  public enum Content {
    /** The genes themselves: for an adapter on the first layer, and with shortcuts off. */
    GENES,
    /** What the reconstruction loss needs. */
    RECONSTRUCTION
  }

  public BlockPlan {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "Invalid number of workers: " + workers + ", expected at least 1");
    }
    contents = Set.copyOf(contents);
  }

  boolean has(Content content) {
    return contents.contains(content);
  }
}
