package io.cellora.h5ad.storage;

import io.jhdf.dataset.chunked.Chunk;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and decodes chunks of one open file into buffers that it uses again. Native memory of its
 * inflater is freed by {@link #close}.
 */
public final class ChunkDecoder implements AutoCloseable {

  /** What a compressor adds to bytes that it cannot make fewer. */
  private static final int SLACK = 1 << 10;

  private final ByteReader file;
  private final Inflation inflation;
  private final Map<Integer, ChunkFilter> filters = new HashMap<>();
  private byte[] encoded = new byte[0];
  private byte[] spare = new byte[0];
  private long decodedChunks;

  public ChunkDecoder(ByteReader file, Inflation inflation) {
    this.file = file;
    this.inflation = inflation;
  }

  /** How many chunks were decoded so far. */
  public long decodedChunks() {
    return decodedChunks;
  }

  ByteReader file() {
    return file;
  }

  /** A buffer for decoded chunks: inflaters tell the end of a stream only behind its last byte. */
  static byte[] buffer(int bytes) {
    return new byte[Math.addExact(bytes, SLACK)];
  }

  /**
   * Decodes a chunk to the beginning of {@code out}, a {@link #buffer}.
   *
   * @param address of the chunk in the file
   * @param expected bytes of all its elements
   */
  void decode(Chunk chunk, long address, List<FilterStep> steps, byte[] out, int expected) {
    int n = chunk.getSize();
    if (n < 0 || address < 0 || address > file.size() - n) {
      throw new StorageException(
          "a chunk of " + n + " bytes at " + address + " lies outside the file");
    }
    read(address, n);
    decodedChunks++;
    byte[] in = encoded;
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (!chunk.getFilterMask().get(i)) {
        byte[] target = i == 0 ? out : in == spare ? encoded(expected) : spare(expected);
        n = filter(steps.get(i)).decode(in, n, target, steps.get(i).settings());
        in = target;
      }
    }
    if (n != expected) {
      throw new StorageException("a chunk decodes to " + n + " bytes, expected " + expected);
    }
    if (in != out) {
      System.arraycopy(in, 0, out, 0, n);
    }
  }

  private void read(long address, int n) {
    if (encoded.length < n) {
      encoded = new byte[Math.addExact(n, SLACK)];
    }
    try {
      file.readFully(address, encoded, 0, n);
    } catch (IOException e) {
      throw new StorageException("a chunk at " + address + " cannot be read: " + e.getMessage(), e);
    }
  }

  private byte[] encoded(int least) {
    if (encoded.length < least + SLACK) {
      encoded = Arrays.copyOf(encoded, least + SLACK);
    }
    return encoded;
  }

  private byte[] spare(int least) {
    if (spare.length < least + SLACK) {
      spare = new byte[least + SLACK];
    }
    return spare;
  }

  private ChunkFilter filter(FilterStep step) {
    return filters.computeIfAbsent(step.id(), id -> newFilter(step));
  }

  private ChunkFilter newFilter(FilterStep step) {
    return switch (step.id()) {
      case FilterStep.DEFLATE -> new DeflateFilter(inflation);
      case FilterStep.SHUFFLE -> new ShuffleFilter();
      case FilterStep.FLETCHER32 -> new Fletcher32Filter();
      case FilterStep.LZF -> new LzfFilter();
      case FilterStep.LZ4 -> new Lz4Filter();
      case FilterStep.BITSHUFFLE -> new BitShuffleFilter();
      case FilterStep.ZSTD -> new ZstdFilter();
      default ->
          throw new StorageException(
              "its filter "
                  + step.name()
                  + " is not supported: write the file again with gzip, lzf, lz4, bitshuffle or"
                  + " zstd");
    };
  }

  @Override
  public void close() {
    for (ChunkFilter filter : filters.values()) {
      if (filter instanceof DeflateFilter deflate) {
        deflate.close();
      }
    }
    filters.clear();
  }
}
