package io.cellora.h5ad;

import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.PositionedReadable;

/**
 * Positioned reads of one file through a small cache, in as few requests as the access allows.
 *
 * <p>A read that is not in the cache fetches one small block: metadata lies scattered between large
 * chunks that nobody asked for. A read that goes on where an earlier fetch ended fetches twice as
 * much as that one did, so that a store with a long way to it is asked for megabytes when chunks
 * are read in a row, several rows side by side included. Large reads go straight to the store.
 */
final class ReadAhead {

  static final int BLOCK_BYTES = 4 << 10;
  static final int MOST_AHEAD_BYTES = 4 << 20;
  static final int LARGE_BYTES = 1 << 20;
  static final int CACHE_BYTES = 16 << 20;

  private final PositionedReadable stream;
  private final long size;
  private final TreeMap<Long, Run> runs = new TreeMap<>();
  private long cached;
  private long clock;
  private long bytesRead;
  private long requests;

  ReadAhead(PositionedReadable stream, long size) {
    this.stream = stream;
    this.size = size;
  }

  /** Bytes asked from the store so far. */
  long bytesRead() {
    return bytesRead;
  }

  /** How often the store was asked. */
  long requests() {
    return requests;
  }

  void readFully(long from, byte[] target, int offset, int n) throws IOException {
    checkRange(from, n, size);
    if (n >= LARGE_BYTES) {
      fetch(from, target, offset, n);
      return;
    }
    for (int done = 0; done < n; ) {
      long at = from + done;
      Run run = run(at, n - done);
      int skip = (int) (at - run.start);
      int some = Math.min(run.bytes.length - skip, n - done);
      System.arraycopy(run.bytes, skip, target, offset + done, some);
      done += some;
    }
  }

  static void checkRange(long from, long n, long size) throws EOFException {
    if (from < 0 || n < 0 || from > size - n) {
      throw new EOFException(
          "bytes " + from + " to " + (from + n) + " wanted, the file ends at " + size);
    }
  }

  /** What is cached around a position, or fetched for {@code wanted} bytes from it. */
  private Run run(long at, int wanted) throws IOException {
    Map.Entry<Long, Run> before = runs.floorEntry(at);
    Run run = before == null ? null : before.getValue();
    if (run == null || run.end() <= at) {
      run = fetch(at, wanted, run);
    }
    run.used = ++clock;
    return run;
  }

  private Run fetch(long at, int wanted, Run before) throws IOException {
    long blockStart = at - at % BLOCK_BYTES;
    long start = before == null ? blockStart : Math.max(blockStart, before.end());
    boolean goesOn = before != null && before.end() == start;
    long ahead = goesOn ? Math.min(MOST_AHEAD_BYTES, 2L * before.bytes.length) : BLOCK_BYTES;
    long end = Math.max(at + wanted, start + ahead);
    end += (BLOCK_BYTES - end % BLOCK_BYTES) % BLOCK_BYTES;
    Long next = runs.higherKey(start);
    end = Math.min(end, next == null ? size : next);
    Run run = new Run(start, new byte[(int) (end - start)]);
    fetch(start, run.bytes, 0, run.bytes.length);
    makeRoom(run.bytes.length);
    runs.put(start, run);
    cached += run.bytes.length;
    return run;
  }

  private void fetch(long from, byte[] target, int offset, int n) throws IOException {
    stream.readFully(from, target, offset, n);
    bytesRead += n;
    requests++;
  }

  private void makeRoom(int bytes) {
    while (cached + bytes > CACHE_BYTES && !runs.isEmpty()) {
      Run oldest = null;
      for (Run run : runs.values()) {
        if (oldest == null || run.used < oldest.used) {
          oldest = run;
        }
      }
      runs.remove(oldest.start);
      cached -= oldest.bytes.length;
    }
  }

  /** Bytes of the file from {@code start}. */
  private static final class Run {

    private final long start;
    private final byte[] bytes;
    private long used;

    Run(long start, byte[] bytes) {
      this.start = start;
      this.bytes = bytes;
    }

    long end() {
      return start + bytes.length;
    }
  }
}
