package io.cellora.h5ad.storage;

import com.github.luben.zstd.Zstd;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;

/**
 * The bitshuffle filter (32008), bare or with LZ4 or Zstandard. Elements are shuffled in blocks,
 * the last one shorter but a multiple of eight; what is left over is stored as it is.
 *
 * <p>Source of the format: bshuf_h5filter.c and bitshuffle_core.c of kiyo-masui/bitshuffle.
 */
final class BitShuffleFilter implements ChunkFilter {

  private static final int ELEMENT_SIZE = 2;
  private static final int BLOCK_ELEMENTS = 3;
  private static final int COMPRESSION = 4;
  private static final int LZ4 = 2;
  private static final int ZSTD = 3;
  private static final int TARGET_BLOCK_BYTES = 8192;
  private static final int LEAST_BLOCK = 128;
  private static final int MULTIPLE = 8;

  @Override
  public int decode(byte[] in, int n, byte[] out, int[] settings) {
    int size = setting(settings, ELEMENT_SIZE);
    int compression = setting(settings, COMPRESSION);
    if (size <= 0 || compression != 0 && compression != LZ4 && compression != ZSTD) {
      throw new StorageException(
          "bitshuffle of elements of " + size + " bytes with compression " + compression);
    }
    try {
      ByteBuffer from = ByteBuffer.wrap(in, 0, n);
      if (compression == 0) {
        int block = setting(settings, BLOCK_ELEMENTS);
        return decode(from, n, block == 0 ? defaultBlock(size) : block, out, size, compression);
      }
      long total = from.getLong();
      return decode(from, total, from.getInt() / size, out, size, compression);
    } catch (LZ4Exception | BufferUnderflowException | IllegalArgumentException e) {
      throw new StorageException("a bitshuffle chunk of " + n + " bytes is damaged", e);
    }
  }

  private static int setting(int[] settings, int i) {
    return i < settings.length ? settings[i] : 0;
  }

  private static int defaultBlock(int size) {
    int block = TARGET_BLOCK_BYTES / size;
    return Math.max(block - block % MULTIPLE, LEAST_BLOCK);
  }

  private static int decode(
      ByteBuffer from, long total, int block, byte[] out, int size, int compression) {
    Sizes.checkFits(total, out);
    if (block <= 0 || block % MULTIPLE != 0 || (long) block * size > Integer.MAX_VALUE) {
      throw new StorageException("bitshuffle has blocks of " + block + " elements");
    }
    int elements = (int) total / size;
    int shuffled = elements - elements % MULTIPLE;
    byte[] scratch = new byte[Math.min(block, shuffled) * size];
    for (int done = 0; done < shuffled; ) {
      int inBlock = Math.min(block, shuffled - done);
      plain(from, scratch, inBlock * size, compression);
      unshuffle(scratch, inBlock, size, out, done * size);
      done += inBlock;
    }
    from.get(out, shuffled * size, (int) total - shuffled * size);
    return (int) total;
  }

  /** The bytes of a shuffled block. */
  private static void plain(ByteBuffer from, byte[] block, int bytes, int compression) {
    if (compression == 0) {
      from.get(block, 0, bytes);
      return;
    }
    int packed = from.getInt();
    if (packed <= 0 || packed > from.remaining()) {
      throw new BufferUnderflowException();
    }
    long written;
    if (compression == LZ4) {
      written = Lz4.decompress(from, packed, block, 0, bytes);
    } else {
      written = Zstd.decompressByteArray(block, 0, bytes, from.array(), from.position(), packed);
      from.position(from.position() + packed);
    }
    if (written != bytes) {
      throw new StorageException("a bitshuffle block gave " + written + " bytes of " + bytes);
    }
  }

  /** Row {@code 8 b + k} of a block holds bit k of byte b of all its elements. */
  private static void unshuffle(byte[] block, int elements, int size, byte[] out, int to) {
    int rowBytes = elements / MULTIPLE;
    for (int part = 0; part < size; part++) {
      for (int group = 0; group < rowBytes; group++) {
        long rows = 0;
        for (int bit = MULTIPLE - 1; bit >= 0; bit--) {
          rows = rows << MULTIPLE | block[(part * MULTIPLE + bit) * rowBytes + group] & 0xff;
        }
        long columns = transpose(rows);
        int at = to + group * MULTIPLE * size + part;
        for (int i = 0; i < MULTIPLE; i++, at += size) {
          out[at] = (byte) (columns >>> MULTIPLE * i);
        }
      }
    }
  }

  /** An 8 x 8 matrix of bits, a byte a row, mirrored at its diagonal. */
  static long transpose(long x) {
    long swap = (x ^ x >>> 7) & 0x00AA00AA00AA00AAL;
    x ^= swap ^ swap << 7;
    swap = (x ^ x >>> 14) & 0x0000CCCC0000CCCCL;
    x ^= swap ^ swap << 14;
    swap = (x ^ x >>> 28) & 0x00000000F0F0F0F0L;
    return x ^ swap ^ swap << 28;
  }
}
