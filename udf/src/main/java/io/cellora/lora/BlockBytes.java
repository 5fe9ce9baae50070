package io.cellora.lora;

import java.util.List;

/**
 * How much of the heap a prepared cell takes: the arrays of {@link TrainingBlock}, for who plans a
 * cluster without the cells.
 *
 * @param widths of the encoder, from the genes to the embedding
 * @param nonzeros genes with a count
 */
public record BlockBytes(List<Integer> widths, int nonzeros, BlockPlan plan) {

  /** Different values of a log-normalised cell, as generated cells of 2,000 nonzeros have them. */
  private static final int DISTINCT = 36;

  private static final int KEYS = Long.BYTES + 2 * Integer.BYTES;
  private static final int OFFSETS = 2 * Integer.BYTES;

  /** Bytes of a cell; the decoder is taken to mirror the encoder. */
  public long ofCell() {
    int dense = plan.storage() == BlockStorage.FLOAT16 ? Short.BYTES : Float.BYTES;
    long width = widths.get(1);
    long latent = widths.get(widths.size() - 1);
    long bytes = KEYS + width * dense + latent * Float.BYTES;
    if (plan.has(BlockPlan.Content.GENES)) {
      bytes += (long) nonzeros * (columnBytes() + 1) + DISTINCT * Float.BYTES + OFFSETS;
    }
    if (plan.has(BlockPlan.Content.RECONSTRUCTION)) {
      bytes += width * dense + Double.BYTES;
    }
    return bytes;
  }

  private int columnBytes() {
    return widths.get(0) <= 1 << Character.SIZE ? Character.BYTES : Integer.BYTES;
  }

  /** Cells that a worker's arrays can hold at most. */
  public long mostCells() {
    long longest = widths.get(1);
    return Integer.MAX_VALUE
        / (plan.has(BlockPlan.Content.GENES) ? Math.max(longest, nonzeros) : longest);
  }
}
