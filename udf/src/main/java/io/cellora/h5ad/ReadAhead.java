package io.cellora.h5ad;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.PositionedReadable;

/**
 * Positioned reads of one file through a small cache, in as few requests as the access allows.
 *
 * <p>A read that is not in the cache fetches one small block: metadata lies scattered between large
 * chunks that nobody asked for. A read that goes on where an earlier fetch ended fetches twice as
 * much as that one did, so that a store with a long way to it is asked for megabytes when chunks
 * are read in a row, several rows side by side included. Large reads go straight to the store. What
 * lies between two reads in a row is fetched again with them if it was cached already.
 */
final class ReadAhead {

  static final int BLOCK_BYTES = 4 << 10;

  /** A store with a long way to it is asked for this much at once. */
  static final int MOST_AHEAD_BYTES = 4 << 20;

  /** A disk answers at once, and small arrays cost the garbage collector less. */
  static final int MOST_AHEAD_LOCAL_BYTES = 1 << 18;

  static final int LARGE_BYTES = 1 << 20;
  static final int CACHE_BYTES = 16 << 20;

  /** So much of it may be behind reads in a row. */
  private static final int PASSED_BYTES = 4 << 20;

  private final PositionedReadable stream;
  private final long size;
  private final SharedBlocks shared;
  private final int mostAhead;
  private final TreeMap<Long, Run> runs = new TreeMap<>();
  private final Deque<Run> passed = new ArrayDeque<>();
  private long cached;
  private long clock;
  private long bytesRead;
  private long requests;

  /**
   * @param mostAhead bytes that are fetched at once when access goes on
   */
  ReadAhead(PositionedReadable stream, long size, SharedBlocks shared, int mostAhead) {
    this.stream = stream;
    this.size = size;
    this.shared = shared;
    this.mostAhead = mostAhead;
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
    if (before != null && before.getValue().end() > at) {
      before.getValue().used = ++clock;
      return before.getValue();
    }
    long start = at - at % BLOCK_BYTES;
    long ahead = BLOCK_BYTES;
    if (before != null && before.getValue().end() >= start) {
      start = before.getValue().end();
      ahead = Math.min(mostAhead, 2L * before.getValue().bytes.length);
    }
    long end = end(start, Math.max(at + wanted, start + ahead));
    Run run = new Run(start, bytes(start, array(before, start, (int) (end - start))));
    run.used = ++clock;
    keep(run);
    return run;
  }

  /**
   * An array for {@code n} bytes from {@code start}: that of a large run which access in a row left
   * behind a while ago. What lies between the chunks that were read may be wanted just after them.
   */
  private byte[] array(Map.Entry<Long, Run> before, long start, int n) {
    boolean inARow = before != null && before.getValue().end() == start;
    if (!inARow || n != mostAhead || before.getValue().bytes.length != n) {
      return new byte[n];
    }
    if (!before.getValue().passed) {
      before.getValue().passed = true;
      passed.add(before.getValue());
    }
    if (passed.size() * (long) n <= PASSED_BYTES) {
      return new byte[n];
    }
    Run oldest = passed.remove();
    if (runs.get(oldest.start) == oldest) {
      drop(oldest);
    }
    return oldest.bytes;
  }

  /** Whole blocks, but nothing twice: up to a run that reaches further. */
  private long end(long start, long wanted) {
    long end = Math.min(size, wanted + (BLOCK_BYTES - wanted % BLOCK_BYTES) % BLOCK_BYTES);
    Map.Entry<Long, Run> last = runs.lowerEntry(end);
    boolean reachesFurther = last != null && last.getKey() > start && last.getValue().end() >= end;
    return reachesFurther ? last.getKey() : end;
  }

  private byte[] bytes(long start, byte[] target) throws IOException {
    Optional<byte[]> known = shared.find(start, target.length);
    if (known.isPresent()) {
      return known.get();
    }
    fetch(start, target, 0, target.length);
    shared.keep(start, target);
    return target;
  }

  private void fetch(long from, byte[] target, int offset, int n) throws IOException {
    stream.readFully(from, target, offset, n);
    bytesRead += n;
    requests++;
  }

  private void keep(Run run) {
    for (Run covered : List.copyOf(runs.subMap(run.start, run.end()).values())) {
      drop(covered);
    }
    while (cached + run.bytes.length > CACHE_BYTES && !runs.isEmpty()) {
      drop(Collections.min(runs.values(), Comparator.comparingLong(r -> r.used)));
    }
    runs.put(run.start, run);
    cached += run.bytes.length;
  }

  private void drop(Run run) {
    runs.remove(run.start);
    cached -= run.bytes.length;
  }

  /** Bytes of the file from {@code start}. */
  private static final class Run {

    private final long start;
    private final byte[] bytes;
    private long used;

    /** Whether its array is to be used again: once, or two runs would share it. */
    private boolean passed;

    Run(long start, byte[] bytes) {
      this.start = start;
      this.bytes = bytes;
    }

    long end() {
      return start + bytes.length;
    }
  }
}
