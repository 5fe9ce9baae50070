package io.cellora.h5ad;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Small pieces of one remote file that all channels of this JVM share: every task reads the same
 * scattered metadata, at the price of one request a piece. Local files have the page cache.
 */
final class SharedBlocks {

  static final SharedBlocks NONE = new SharedBlocks("");

  /** Metadata comes in pieces of a few kB; what is larger is a range that one task wants. */
  static final int MOST_PIECE_BYTES = 16 << 10;

  private static final int SHARE_OF_HEAP = 16;
  private static final long MOST_BYTES =
      Math.min(64L << 20, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

  private static final Map<Piece, byte[]> PIECES = new LinkedHashMap<>(16, 0.75f, true);
  private static long bytes;

  private final String file;

  private SharedBlocks(String file) {
    this.file = file;
  }

  /** Those of one version of a file; none for a local one, or where the store tells no version. */
  static SharedBlocks of(FileSystem fs, FileStatus status) {
    boolean told = status.getModificationTime() > 0;
    return StoreStreams.isLocal(fs) || !told
        ? NONE
        : new SharedBlocks(StoreStreams.version(status));
  }

  /** At least {@code n} bytes from {@code start}, if they are known. */
  Optional<byte[]> find(long start, int n) {
    if (file.isEmpty() || n > MOST_PIECE_BYTES) {
      return Optional.empty();
    }
    synchronized (PIECES) {
      return Optional.ofNullable(PIECES.get(new Piece(file, start)))
          .filter(piece -> piece.length >= n);
    }
  }

  /** Keeps bytes that nobody changes any more. */
  void keep(long start, byte[] piece) {
    if (file.isEmpty() || piece.length > MOST_PIECE_BYTES) {
      return;
    }
    synchronized (PIECES) {
      byte[] before = PIECES.put(new Piece(file, start), piece);
      bytes += piece.length - (before == null ? 0 : before.length);
      Iterator<byte[]> oldest = PIECES.values().iterator();
      while (bytes > MOST_BYTES) {
        bytes -= oldest.next().length;
        oldest.remove();
      }
    }
  }

  private record Piece(String file, long start) {}
}
