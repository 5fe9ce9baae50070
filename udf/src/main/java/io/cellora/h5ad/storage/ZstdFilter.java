package io.cellora.h5ad.storage;

import com.github.luben.zstd.Zstd;

/** The Zstandard filter (32015): one frame a chunk. The native library comes with Spark. */
final class ZstdFilter implements ChunkFilter {

  @Override
  public int decode(byte[] in, int n, byte[] out, int[] settings) {
    long written = Zstd.decompressByteArray(out, 0, out.length, in, 0, n);
    if (Zstd.isError(written)) {
      throw new StorageException(
          "a zstd chunk of " + n + " bytes is damaged: " + Zstd.getErrorName(written));
    }
    return (int) written;
  }
}
