package io.cellora.h5ad.storage;

/** HDF5's byte shuffle: first bytes of all elements, then second bytes, and so on. */
final class ShuffleFilter implements ChunkFilter {

  /** No element of a file is larger. */
  private static final int MOST_BYTES = 1 << 24;

  @Override
  public int decode(byte[] in, int n, byte[] out, int[] settings) {
    int size = settings.length == 0 ? 1 : Math.max(1, settings[0]);
    Sizes.checkFits(n, out);
    // nothing would be done for each byte of an element, of which a file may claim billions
    if (size > MOST_BYTES) {
      throw new StorageException("a chunk is shuffled by elements of " + size + " bytes");
    }
    int elements = n / size;
    int from = 0;
    for (int part = 0; part < size; part++) {
      for (int i = 0, to = part; i < elements; i++, to += size) {
        out[to] = in[from++];
      }
    }
    // what does not fill an element is stored behind
    System.arraycopy(in, from, out, from, n - from);
    return n;
  }
}
