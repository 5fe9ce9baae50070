package io.cellora.probe;

import java.util.List;

/** What an executor needs outside its heap: torch, the weights, and the batches on their way. */
public final class NativeMemory {

  /** Widths of SCimilarity v1.1, from the genes to the embedding. */
  public static final List<Integer> SCIMILARITY = List.of(28_231, 1024, 1024, 1024, 128);

  private static final long FLOAT_BYTES = 4;
  private static final long LIBTORCH_BYTES = 300_000_000;
  private static final long STEP = 100 * Bytes.MEBI;

  private NativeMemory() {}

  /** Bytes of an encoder's weights in float32; widths from input to output. */
  public static long weights(List<Integer> widths) {
    long values = 0;
    for (int i = 1; i < widths.size(); i++) {
      values += (long) widths.get(i - 1) * widths.get(i);
    }
    return FLOAT_BYTES * values;
  }

  /**
   * Bytes outside the heap of a JVM that embeds; a cell of a batch is there once as a dense row,
   * and once through each layer.
   *
   * @param tasks that embed at once
   * @param batchSize cells of each in one forward pass
   */
  public static long needed(List<Integer> widths, int tasks, int batchSize) {
    long cell = FLOAT_BYTES * widths.stream().mapToLong(Integer::longValue).sum();
    return weights(widths) + tasks * batchSize * cell + LIBTORCH_BYTES;
  }

  /** MiB to set as memoryOverhead, rounded up to whole hundreds. */
  public static long megabytes(long bytes) {
    return (bytes + STEP - 1) / STEP * STEP / Bytes.MEBI;
  }
}
