package io.cellora.h5ad.storage;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;

/** The LZ4 filter (32004): a big-endian header of 8 + 4 bytes, then blocks with their lengths. */
final class Lz4Filter implements ChunkFilter {

  @Override
  public int decode(byte[] in, int n, byte[] out, int[] settings) {
    try {
      ByteBuffer from = ByteBuffer.wrap(in, 0, n);
      long total = from.getLong();
      int block = from.getInt();
      Sizes.checkFits(total, out);
      for (int to = 0; to < total; to += block) {
        int plain = block <= 0 ? -1 : (int) Math.min(block, total - to);
        decodeBlock(from, out, to, plain);
      }
      return (int) total;
    } catch (LZ4Exception | BufferUnderflowException | IllegalArgumentException e) {
      throw new StorageException("an lz4 chunk of " + n + " bytes is damaged", e);
    }
  }

  private static void decodeBlock(ByteBuffer from, byte[] out, int to, int plain) {
    int packed = from.getInt();
    if (plain <= 0 || packed <= 0 || packed > from.remaining()) {
      throw new BufferUnderflowException();
    }
    int written = plain;
    // a block that did not get smaller is stored
    if (packed == plain) {
      from.get(out, to, plain);
    } else {
      written = Lz4.decompress(from, packed, out, to, plain);
    }
    if (written != plain) {
      throw new StorageException("an lz4 block gave " + written + " bytes of " + plain);
    }
  }
}
