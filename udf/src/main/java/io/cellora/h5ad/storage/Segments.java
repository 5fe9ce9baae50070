package io.cellora.h5ad.storage;

/**
 * A dataset's elements, in row-major order, as runs of bytes of which one is at hand. Reading on
 * within a run costs nothing, so that chunks are decoded once by whoever reads in order.
 */
abstract class Segments {

  /** So many bytes are read, or filled in, at once where the file does not say. */
  static final int RUN_BYTES = 1 << 18;

  private byte[] bytes = new byte[0];
  private long start;
  private long end;

  /** Brings the run that holds {@code element}, which must be inside the dataset, at hand. */
  final void seek(long element) {
    if (element < start || element >= end) {
      start = 0;
      end = 0;
      load(element);
    }
  }

  /** Gives {@link #hold} the run that holds {@code element}. */
  abstract void load(long element);

  final void hold(byte[] run, long from, long to) {
    bytes = run;
    start = from;
    end = to;
  }

  /** Elements {@code start} to {@code end} (exclusive), from the first byte on. */
  final byte[] bytes() {
    return bytes;
  }

  final long start() {
    return start;
  }

  final long end() {
    return end;
  }
}
