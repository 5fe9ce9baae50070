package io.cellora.h5ad;

import java.io.EOFException;
import java.io.IOException;

/**
 * Bounds what the HDF5 library may read of a file: only what lies inside, and in one operation not
 * much more than there is. Otherwise a damaged length takes all memory before it is found to be
 * wrong, and references that lead in a circle are followed for ever.
 */
final class ReadBudget {

  /** Metadata is read more than once in an operation, but not often. */
  private static final int TIMES = 8;

  /** Small files may repeat the few bytes they have: a million reads. */
  private static final long FREE_BYTES = 16L << 20;

  /** No single operation of a large file needs more. */
  private static final long MOST_BYTES = 16L << 30;

  /** What following a reference costs, however little is read there; so does a row of a matrix. */
  private static final int LEAST_BYTES = 16;

  private final long size;
  private final long budget;
  private long spent;

  /**
   * @param size of the file in bytes
   */
  ReadBudget(long size) {
    this.size = size;
    this.budget = FREE_BYTES + Math.min(MOST_BYTES, TIMES * size);
  }

  /** Begins another operation, such as reading an attribute or listing a group. */
  void restart() {
    spent = 0;
  }

  /** Refuses a read before memory is taken for it. */
  void admit(long from, long bytes) throws IOException {
    if (from < 0 || bytes < 0 || bytes > size - from) {
      throw new EOFException(bytes + " bytes wanted at " + from + ", the file ends at " + size);
    }
    spent += Math.max(LEAST_BYTES, bytes);
    if (spent > budget) {
      throw new IOException("references lead in a circle: " + spent + " bytes read of " + size);
    }
  }
}
