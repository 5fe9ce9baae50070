package io.cellora.h5ad;

import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.filter.Filter;
import java.util.Arrays;

/**
 * The LZF filter of h5py. It stands in for the library's own, which fails on chunks of
 * variable-length strings.
 */
final class LzfDecoder implements Filter {

  private static final int ID = 32000;
  private static final int LITERAL_LIMIT = 32;
  private static final int LONG_MATCH = 7;

  @Override
  public int getId() {
    return ID;
  }

  @Override
  public String getName() {
    return "lzf";
  }

  @Override
  public byte[] decode(byte[] in, int[] settings) {
    byte[] out = new byte[settings[2]];
    try {
      int length = decode(in, out);
      return length == out.length ? out : Arrays.copyOf(out, length);
    } catch (IndexOutOfBoundsException e) {
      throw new HdfFilterException("lzf chunk of " + in.length + " bytes is damaged", e);
    }
  }

  /** A control byte under 32 starts a run of literals, any other a copy of earlier output. */
  private static int decode(byte[] in, byte[] out) {
    int from = 0;
    int to = 0;
    while (from < in.length) {
      int control = in[from++] & 0xff;
      if (control < LITERAL_LIMIT) {
        int run = control + 1;
        System.arraycopy(in, from, out, to, run);
        from += run;
        to += run;
        continue;
      }
      int length = control >> 5;
      if (length == LONG_MATCH) {
        length += in[from++] & 0xff;
      }
      int earlier = to - ((control & 0x1f) << 8) - (in[from++] & 0xff) - 1;
      // byte by byte: a copy may overlap what it writes
      for (int end = to + length + 2; to < end; to++, earlier++) {
        out[to] = out[earlier];
      }
    }
    return to;
  }
}
