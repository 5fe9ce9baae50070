package io.cellora.h5ad.storage;

/** The LZF filter of h5py. */
final class LzfFilter implements ChunkFilter {

  private static final int LITERAL_LIMIT = 32;
  private static final int LONG_MATCH = 7;

  /**
   * A control byte under 32 starts a run of literals, any other a copy of earlier output, byte by
   * byte: it may overlap what it writes.
   */
  @Override
  public int decode(byte[] in, int n, byte[] out, int[] settings) {
    int from = 0;
    int to = 0;
    try {
      while (from < n) {
        int control = in[from++] & 0xff;
        if (control < LITERAL_LIMIT) {
          int run = control + 1;
          System.arraycopy(in, from, out, to, run);
          from += run;
          to += run;
          continue;
        }
        int length = (control >> 5) + 2;
        if (control >> 5 == LONG_MATCH) {
          length += in[from++] & 0xff;
        }
        int distance = ((control & 0x1f) << 8) + (in[from++] & 0xff) + 1;
        for (int i = 0; i < length; i++, to++) {
          out[to] = out[to - distance];
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw new StorageException("an lzf chunk of " + n + " bytes is damaged", e);
    }
    if (from != n) {
      throw new StorageException("an lzf chunk of " + n + " bytes ends within a run");
    }
    return to;
  }
}
