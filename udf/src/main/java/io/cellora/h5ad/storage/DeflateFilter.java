package io.cellora.h5ad.storage;

import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * HDF5's gzip filter: a zlib stream a chunk. Keeps one inflater, whose native memory is freed by
 * {@link #close}.
 */
final class DeflateFilter implements ChunkFilter, AutoCloseable {

  private static final int HEADER_BYTES = 2;
  private static final int CHECKSUM_BYTES = 4;
  private static final int METHOD = 8;

  private final boolean raw;
  private final Inflater inflater;

  DeflateFilter(Inflation inflation) {
    this.raw = inflation != Inflation.ZLIB && Isal.loaded();
    if (inflation == Inflation.ISAL && !raw) {
      throw new StorageException("Intel ISA-L does not load here: set inflater to auto or zlib");
    }
    this.inflater = raw ? Isal.inflater() : new Inflater();
  }

  @Override
  public int decode(byte[] in, int n, byte[] out, int[] settings) {
    int from = raw ? afterHeader(in, n) : 0;
    int written = inflate(in, from, n, out);
    if (raw) {
      checkSum(in, n, out, written);
    }
    return written;
  }

  private int inflate(byte[] in, int from, int n, byte[] out) {
    inflater.reset();
    inflater.setInput(in, from, n - from);
    int written = 0;
    try {
      while (!inflater.finished() && written < out.length) {
        int more = inflater.inflate(out, written, out.length - written);
        written += Math.max(0, more);
        if (more <= 0 && !inflater.finished()) {
          return stopped(n, written);
        }
      }
      return written;
    } catch (DataFormatException | RuntimeException e) {
      if (e instanceof StorageException known) {
        throw known;
      }
      throw new StorageException(
          "a gzip chunk of " + n + " bytes is damaged: " + e.getMessage(), e);
    }
  }

  /** ISA-L does not always see a stream's end; the checksum tells whether it is one. */
  private int stopped(int n, int written) {
    if (raw) {
      return written;
    }
    throw new StorageException("a gzip chunk of " + n + " bytes stops after " + written + " bytes");
  }

  /** What zlib's header says must be what HDF5 writes: deflate, without a dictionary. */
  private static int afterHeader(byte[] in, int n) {
    boolean zlib =
        n >= HEADER_BYTES + CHECKSUM_BYTES
            && (in[0] & 0x0f) == METHOD
            && ((in[0] & 0xff) << 8 | in[1] & 0xff) % 31 == 0
            && (in[1] & 0x20) == 0;
    if (!zlib) {
      throw new StorageException("a gzip chunk of " + n + " bytes does not begin as zlib does");
    }
    return HEADER_BYTES;
  }

  /** The checksum follows the stream; HDF5 puts nothing behind it. */
  private static void checkSum(byte[] in, int n, byte[] out, int written) {
    Adler32 adler = new Adler32();
    adler.update(out, 0, written);
    int stored = 0;
    for (int i = n - CHECKSUM_BYTES; i < n; i++) {
      stored = stored << 8 | in[i] & 0xff;
    }
    if (stored != (int) adler.getValue()) {
      throw new StorageException("a gzip chunk of " + n + " bytes does not match its checksum");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
