package io.cellora.h5ad.storage;

import java.util.Arrays;

/** HDF5's checksum: four bytes behind the data, checked and taken off. */
final class Fletcher32Filter implements ChunkFilter {

  private static final int CHECKSUM_BYTES = 4;

  /** So many 16-bit words can be added before the sums must be folded. */
  private static final int WORDS = 360;

  @Override
  public int decode(byte[] in, int n, byte[] out, int[] settings) {
    int length = n - CHECKSUM_BYTES;
    if (length < 0) {
      throw new StorageException("a chunk of " + n + " bytes has no room for its checksum");
    }
    Sizes.checkFits(length, out);
    int stored = intAt(in, length);
    int computed = checksum(in, length);
    if (stored != computed && stored != oldForm(computed)) {
      throw new StorageException("a chunk does not match its fletcher32 checksum");
    }
    System.arraycopy(in, 0, out, 0, length);
    return length;
  }

  private static int intAt(byte[] in, int at) {
    int value = 0;
    for (int i = CHECKSUM_BYTES - 1; i >= 0; i--) {
      value = value << 8 | in[at + i] & 0xff;
    }
    return value;
  }

  /** Big-endian words, an odd last byte padded with zero. */
  static int checksum(byte[] in, int n) {
    byte[] bytes = n % 2 == 0 ? in : Arrays.copyOf(in, n + 1);
    if (n % 2 != 0) {
      bytes[n] = 0;
    }
    int words = (n + 1) / 2;
    long low = 0;
    long high = 0;
    for (int done = 0; done < words; ) {
      int end = Math.min(words, done + WORDS);
      for (; done < end; done++) {
        low += (bytes[2 * done] & 0xff) << 8 | bytes[2 * done + 1] & 0xff;
        high += low;
      }
      low = (low & 0xffff) + (low >>> 16);
      high = (high & 0xffff) + (high >>> 16);
    }
    low = (low & 0xffff) + (low >>> 16);
    high = (high & 0xffff) + (high >>> 16);
    return (int) (high << 16 | low);
  }

  /** HDF5 before 1.6.3 wrote the bytes of both halves the other way round. */
  private static int oldForm(int checksum) {
    return Integer.rotateLeft(Integer.reverseBytes(checksum), 16);
  }
}
