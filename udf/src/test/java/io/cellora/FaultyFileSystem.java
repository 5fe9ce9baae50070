package io.cellora;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.spark.TaskContext;

/**
 * The local disk under the scheme {@code faulty:}, as a store that fails, refuses, stalls, fills up
 * or hands out damaged bytes, all at the moments that a test has chosen.
 */
public final class FaultyFileSystem extends LocalDisk {

  public static final String SCHEME = "faulty";

  /**
   * For executors of their own: every so many calls of first attempts fail in each JVM, 0: none.
   * Spark makes one copy of a slow task and waits for it alone when that fails.
   */
  public static final String EVERY = "fs.faulty.every";

  /** For executors of their own: a stage's first task stalls so long, once in each JVM. */
  public static final String SLOW_MILLIS = "fs.faulty.slow";

  /** What is asked of the store. */
  public enum Call {
    OPEN,
    READ,
    CREATE,
    WRITE,
    RENAME,
    DELETE,
    LIST,
    MAKE_FOLDER;

    /** Whether it changes what the store holds. */
    public boolean changes() {
      return this != OPEN && this != READ && this != LIST;
    }
  }

  /** What goes wrong. */
  public interface Fault {

    /**
     * Called before each call.
     *
     * @return whether the store does what it is asked; else it answers false, or fails where the
     *     call has no such answer
     */
    boolean before(Call call, Path path) throws IOException;

    /** Called after bytes from a position of a file were read into an array. */
    default void read(Path path, long position, byte[] bytes, int from, int length) {}
  }

  private static final Fault NONE = (call, path) -> true;
  private static final AtomicReference<Fault> FAULT = new AtomicReference<>(NONE);
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static final long SLICE_MILLIS = 20;
  private static final Set<Long> STALLED = ConcurrentHashMap.newKeySet();

  private int every;
  private long slow;

  public FaultyFileSystem() {
    super(SCHEME);
  }

  /** From now on this goes wrong, in all of this JVM. */
  public static void set(Fault fault) {
    FAULT.set(fault);
  }

  /** From now on all is well. */
  public static void mend() {
    FAULT.set(NONE);
  }

  /** Makes the scheme known. */
  public static void register(Configuration configuration) {
    configuration.set("fs.faulty.impl", FaultyFileSystem.class.getName());
  }

  /** A local file or folder in this store. */
  public static String url(java.nio.file.Path path) {
    return SCHEME + "://" + path.toAbsolutePath();
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    every = configuration.getInt(EVERY, 0);
    slow = configuration.getLong(SLOW_MILLIS, 0);
  }

  private boolean ask(Call call, Path path) throws IOException {
    if (every > 0 && isFirstAttempt() && CALLS.incrementAndGet() % every == 0) {
      throw new IOException("the store failed at " + call);
    }
    if (slow > 0 && call == Call.OPEN && isFirstOfSeveral() && STALLED.add(slow)) {
      stall();
    }
    return FAULT.get().before(call, path);
  }

  private static boolean isFirstAttempt() {
    TaskContext task = TaskContext.get();
    return task != null && task.attemptNumber() == 0;
  }

  private static boolean isFirstOfSeveral() {
    return isFirstAttempt()
        && TaskContext.get().numPartitions() > 2
        && TaskContext.getPartitionId() == 0;
  }

  /** Until the task is told that a copy of it was quicker. */
  private void stall() throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(slow);
    try {
      while (!TaskContext.get().isInterrupted() && System.nanoTime() < end) {
        Thread.sleep(SLICE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void insist(Call call, Path path) throws IOException {
    if (!ask(call, path)) {
      throw new IOException("the store refused to " + call + " " + path);
    }
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return ask(Call.RENAME, from) && super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return ask(Call.DELETE, path) && super.delete(path, recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return ask(Call.MAKE_FOLDER, path) && super.mkdirs(path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    insist(Call.LIST, path);
    return super.listStatus(path);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    insist(Call.OPEN, path);
    return new FSDataInputStream(new FaultyInput(path, super.open(path, bufferSize)));
  }

  @Override
  protected void creating(Path path) throws IOException {
    insist(Call.CREATE, path);
  }

  @Override
  protected FSDataOutputStream written(Path path, FSDataOutputStream disk) throws IOException {
    OutputStream out =
        new FilterOutputStream(disk) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            insist(Call.WRITE, path);
            disk.write(bytes, from, length);
          }
        };
    return new FSDataOutputStream(out, null);
  }

  private final class FaultyInput extends FilterInputStream
      implements Seekable, PositionedReadable {

    private final Path path;
    private final FSDataInputStream disk;

    FaultyInput(Path path, FSDataInputStream disk) {
      super(disk);
      this.path = path;
      this.disk = disk;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      insist(Call.READ, path);
      long position = disk.getPos();
      int read = disk.read(bytes, from, length);
      FAULT.get().read(path, position, bytes, from, Math.max(read, 0));
      return read;
    }

    @Override
    public int read(long position, byte[] bytes, int from, int length) throws IOException {
      insist(Call.READ, path);
      int read = disk.read(position, bytes, from, length);
      FAULT.get().read(path, position, bytes, from, Math.max(read, 0));
      return read;
    }

    @Override
    public void readFully(long position, byte[] bytes, int from, int length) throws IOException {
      insist(Call.READ, path);
      disk.readFully(position, bytes, from, length);
      FAULT.get().read(path, position, bytes, from, length);
    }

    @Override
    public void readFully(long position, byte[] bytes) throws IOException {
      readFully(position, bytes, 0, bytes.length);
    }

    @Override
    public void seek(long position) throws IOException {
      disk.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return disk.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }
  }
}
