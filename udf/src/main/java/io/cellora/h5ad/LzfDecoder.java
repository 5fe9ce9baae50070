package io.cellora.h5ad;

import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.filter.Filter;

/**
 * The LZF filter of h5py. It stands in for the library's own, which fails on chunks of
 * variable-length strings.
 */
final class LzfDecoder implements Filter {

  private static final int ID = 32000;
  private static final int LITERAL_LIMIT = 32;
  private static final int LONG_MATCH = 7;
  private static final int LENGTH_SETTING = 2;

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
    // h5py gives the length of a chunk here, but nothing at all for variable-length strings
    boolean lengthKnown = settings.length > LENGTH_SETTING;
    if (lengthKnown && in.length == settings[LENGTH_SETTING]) {
      return in;
    }
    try {
      byte[] out = new byte[walk(in, null)];
      walk(in, out);
      // what lzf does not make shorter is stored as it is
      return lengthKnown || out.length > in.length ? out : in;
    } catch (IndexOutOfBoundsException e) {
      if (!lengthKnown) {
        return in;
      }
      throw new HdfFilterException("lzf chunk of " + in.length + " bytes is damaged", e);
    }
  }

  /**
   * Decodes into {@code out}, or only counts the bytes of the output if that is null. A control
   * byte under 32 starts a run of literals, any other a copy of earlier output.
   */
  private static int walk(byte[] in, byte[] out) {
    int from = 0;
    int to = 0;
    while (from < in.length) {
      int control = in[from++] & 0xff;
      if (control < LITERAL_LIMIT) {
        int run = control + 1;
        if (out != null) {
          System.arraycopy(in, from, out, to, run);
        }
        from += run;
        to += run;
        continue;
      }
      int length = (control >> 5) + 2;
      if (control >> 5 == LONG_MATCH) {
        length += in[from++] & 0xff;
      }
      int distance = ((control & 0x1f) << 8) + (in[from++] & 0xff) + 1;
      // byte by byte: a copy may overlap what it writes
      for (int i = 0; out != null && i < length; i++) {
        out[to + i] = out[to + i - distance];
      }
      to += length;
    }
    return to;
  }
}
