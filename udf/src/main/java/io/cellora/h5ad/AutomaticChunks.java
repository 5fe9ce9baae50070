package io.cellora.h5ad;

/** The size of chunk that h5py chooses for a one-dimensional array (its guess_chunk). */
final class AutomaticChunks {

  private static final double BASE = 16 << 10;
  private static final double LEAST = 8 << 10;
  private static final double MOST = 1 << 20;

  private AutomaticChunks() {}

  /** Elements a chunk: the array is halved until a chunk is about as large as its size suggests. */
  static int length(int elements, int bytes) {
    double megabytes = (double) elements * bytes / (1 << 20);
    double target =
        Math.max(LEAST, Math.min(MOST, BASE * Math.pow(2, Math.log10(Math.max(megabytes, 1e-9)))));
    int length = elements;
    while (length > 1 && !fits((double) length * bytes, target)) {
      length = length / 2 + length % 2;
    }
    return length;
  }

  private static boolean fits(double size, double target) {
    return (size < target || Math.abs(size - target) / target < 0.5) && size < MOST;
  }
}
