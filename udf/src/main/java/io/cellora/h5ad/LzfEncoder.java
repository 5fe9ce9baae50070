package io.cellora.h5ad;

import io.jhdf.filter.Filter;
import io.jhdf.filter.LzfFilter;
import java.util.Arrays;

/**
 * Writes chunks in the LZF filter of h5py: runs of literals, and copies of earlier bytes. A chunk
 * that does not shrink grows by a 32nd: HDF5 would store it as it is, and jhdf cannot.
 */
final class LzfEncoder implements Filter {

  private static final int ID = 32000;
  private static final int REVISION = 4;
  private static final int VERSION = 0x0105;
  private static final int HASH_BITS = 14;
  private static final int SHORTEST_MATCH = 3;
  private static final int LONGEST_MATCH = 264;
  private static final int FARTHEST = 1 << 13;
  private static final int LONGEST_LITERALS = 32;

  /** Matches longer than this need a byte more. */
  private static final int SHORT_MATCH = 8;

  @Override
  public int getId() {
    return ID;
  }

  @Override
  public String getName() {
    return "lzf";
  }

  @Override
  public byte[] decode(byte[] encoded, int[] settings) {
    return new LzfFilter().decode(encoded, settings);
  }

  @Override
  public byte[] encode(byte[] data, int[] settings) {
    byte[] encoded = new Walk(data).encoded();
    // readers take a chunk of its full length for one that was stored as it is
    return encoded.length == data.length ? new Walk(data).literal() : encoded;
  }

  /**
   * What h5py writes beside a chunk: revision of the filter, version of LZF, bytes of the chunk.
   */
  static int[] settings(int bytes) {
    return new int[] {REVISION, VERSION, bytes};
  }

  /** One pass over the bytes of a chunk. */
  private static final class Walk {
    private final byte[] in;
    private final byte[] out;
    private final int[] last = new int[1 << HASH_BITS];
    private int size;

    Walk(byte[] in) {
      this.in = in;
      this.out = new byte[in.length + in.length / LONGEST_LITERALS + 1];
      Arrays.fill(last, -1);
    }

    byte[] encoded() {
      int literals = 0;
      int at = 0;
      while (at + SHORTEST_MATCH <= in.length) {
        int earlier = remember(at);
        int length = earlier < 0 ? 0 : common(earlier, at);
        if (length < SHORTEST_MATCH) {
          at++;
          continue;
        }
        putLiterals(literals, at);
        putMatch(length, at - earlier - 1);
        at += length;
        literals = at;
      }
      putLiterals(literals, in.length);
      return Arrays.copyOf(out, size);
    }

    byte[] literal() {
      putLiterals(0, in.length);
      return Arrays.copyOf(out, size);
    }

    /** The last place in reach whose three bytes hash as those at {@code at} do, or -1. */
    private int remember(int at) {
      int three = (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | in[at + 2] & 0xff;
      int hash = three * 0x9E3779B1 >>> Integer.SIZE - HASH_BITS;
      int earlier = last[hash];
      last[hash] = at;
      return at - earlier <= FARTHEST ? earlier : -1;
    }

    private int common(int earlier, int at) {
      int most = Math.min(LONGEST_MATCH, in.length - at);
      int length = 0;
      while (length < most && in[earlier + length] == in[at + length]) {
        length++;
      }
      return length;
    }

    private void putLiterals(int from, int to) {
      for (int at = from; at < to; at += LONGEST_LITERALS) {
        int run = Math.min(LONGEST_LITERALS, to - at);
        out[size++] = (byte) (run - 1);
        System.arraycopy(in, at, out, size, run);
        size += run;
      }
    }

    /**
     * @param offset 0 for the byte before
     */
    private void putMatch(int length, int offset) {
      if (length <= SHORT_MATCH) {
        out[size++] = (byte) (length - 2 << 5 | offset >> 8);
      } else {
        out[size++] = (byte) (7 << 5 | offset >> 8);
        out[size++] = (byte) (length - SHORT_MATCH - 1);
      }
      out[size++] = (byte) offset;
    }
  }
}
