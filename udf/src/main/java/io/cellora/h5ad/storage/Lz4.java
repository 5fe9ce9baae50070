package io.cellora.h5ad.storage;

import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Plain LZ4 blocks, by the pure Java decompressor that checks every bound. */
final class Lz4 {

  private static final LZ4SafeDecompressor SAFE = LZ4Factory.safeInstance().safeDecompressor();

  private Lz4() {}

  /** Decompresses the next {@code packed} bytes of a buffer over an array, and goes behind them. */
  static int decompress(ByteBuffer from, int packed, byte[] out, int to, int most) {
    int at = from.arrayOffset() + from.position();
    from.position(from.position() + packed);
    return SAFE.decompress(from.array(), at, packed, out, to, most);
  }
}
