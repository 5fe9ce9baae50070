package io.cellora.knn;

/**
 * How neighbours are found; only {@code k} and {@code weighting} change the answer.
 *
 * @param k neighbours of a cell
 * @param weighting what a neighbour's vote counts
 * @param sizes how the work is cut
 */
public record KnnOptions(int k, KnnWeighting weighting, Sizes sizes) {

  /**
   * How the work is cut.
   *
   * @param batch queries in one product
   * @param block reference rows in one product
   * @param broadcastBytes references of at most this size are sent to every executor
   * @param threads torch threads a task
   */
  public record Sizes(int batch, int block, long broadcastBytes, int threads) {

    /** Some tens of MB a task. */
    public static final Sizes DEFAULT = new Sizes(512, 8192, 256L << 20, 1);

    public Sizes {
      atLeastOne("batch", batch);
      atLeastOne("block", block);
      atLeastOne("threads", threads);
    }

    boolean broadcasts(ReferenceSize size) {
      return size.bytes() <= broadcastBytes;
    }

    /**
     * Parts of a reference: as many as it takes to read one, or each about as large as a broadcast.
     */
    int partitions(ReferenceSize size) {
      return broadcasts(size)
          ? Integer.MAX_VALUE
          : (int) Math.min(Integer.MAX_VALUE, 1 + size.bytes() / Math.max(1, broadcastBytes));
    }
  }

  public KnnOptions {
    atLeastOne("k", k);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Invalid %s: %d, expected at least 1".formatted(name, value));
    }
  }
}
