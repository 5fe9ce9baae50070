package io.cellora.h5ad;

import io.jhdf.filter.Filter;

/**
 * The byte shuffle filter of HDF5. It stands in for the library's own, which fails where the filter
 * was skipped: on variable-length strings, which HDF5 never shuffles.
 */
final class ShuffleDecoder implements Filter {

  private static final int ID = 2;

  @Override
  public int getId() {
    return ID;
  }

  @Override
  public String getName() {
    return "shuffle";
  }

  @Override
  public byte[] decode(byte[] in, int[] settings) {
    int size = settings.length == 0 ? 1 : settings[0];
    if (size <= 1) {
      return in;
    }
    byte[] out = new byte[in.length];
    int elements = in.length / size;
    int from = 0;
    for (int part = 0; part < size; part++) {
      for (int i = 0, to = part; i < elements; i++, to += size) {
        out[to] = in[from++];
      }
    }
    // what does not fill an element is stored behind
    System.arraycopy(in, from, out, from, in.length - from);
    return out;
  }
}
