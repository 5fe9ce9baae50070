package io.cellora.h5ad;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of remote shards on an executor's disk, each made once by the first task that wants it.
 * Together they take at most half of the disk; those that no task reads make room for others, and a
 * shard that finds no room is read from its store. All are deleted when the JVM ends.
 */
final class LocalCopies {

  private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);
  private static final String ASKED = "cellora.h5ad.copyToLocal";
  private static final int SHARE_OF_DISK = 2;

  private final Path folder;
  private final LongSupplier free;
  private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private int made;

  LocalCopies(Path folder, LongSupplier free) {
    this.folder = folder;
    this.free = free;
    folder.toFile().deleteOnExit();
  }

  /** Those of this JVM. */
  static LocalCopies here() throws IOException {
    synchronized (Here.class) {
      if (Here.copies == null) {
        Path folder = Files.createTempDirectory("cellora-h5ad");
        Here.copies = new LocalCopies(folder, folder.toFile()::getUsableSpace);
      }
      return Here.copies;
    }
  }

  /** The same configuration, with which tasks read from copies. */
  static Configuration asked(Configuration conf) {
    Configuration asking = new Configuration(conf);
    asking.setBoolean(ASKED, true);
    return asking;
  }

  /** The driver plans from a few kB of each shard and copies none. */
  static boolean isWanted(FileSystem fs, Configuration conf) {
    return conf.getBoolean(ASKED, false) && TaskContext.get() != null && !StoreStreams.isLocal(fs);
  }

  /** A copy that stays until it is released, if there is room for it. */
  Optional<Copy> acquire(FileSystem fs, FileStatus status) throws IOException {
    Optional<Copy> copy = reserve(status);
    try {
      if (copy.isPresent()) {
        copy.get().fill(fs, status);
      }
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.get().release();
      throw e;
    }
  }

  private synchronized Optional<Copy> reserve(FileStatus status) {
    String version = StoreStreams.version(status);
    Copy copy = copies.get(version);
    if (copy == null) {
      if (!makeRoom(status.getLen())) {
        LOG.warn("No room in {} for a copy of {}: read from its store", folder, status.getPath());
        return Optional.empty();
      }
      copy = new Copy(folder.resolve(made++ + "-" + status.getPath().getName()), status.getLen());
      copies.put(version, copy);
      bytes += copy.bytes;
    }
    copy.users++;
    return Optional.of(copy);
  }

  private boolean makeRoom(long wanted) {
    long room = (free.getAsLong() + bytes) / SHARE_OF_DISK;
    Iterator<Copy> oldest = copies.values().iterator();
    while (bytes + wanted > room && oldest.hasNext()) {
      Copy copy = oldest.next();
      if (copy.users == 0) {
        oldest.remove();
        bytes -= copy.bytes;
        copy.delete();
      }
    }
    return bytes + wanted <= room;
  }

  // a holder, so that a JVM that copies nothing makes no folder
  private static final class Here {
    private static LocalCopies copies;
  }

  /** One shard on this disk. */
  final class Copy {

    private final Path file;
    private final long bytes;
    private final ReentrantLock filling = new ReentrantLock();
    private boolean filled;
    private int users;

    private Copy(Path file, long bytes) {
      this.file = file;
      this.bytes = bytes;
    }

    Path file() {
      return file;
    }

    /** A task that is killed meanwhile leaves the copying to the next one that waits. */
    private void fill(FileSystem fs, FileStatus status) throws IOException {
      try {
        filling.lockInterruptibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
      try (InputStream in = filled ? InputStream.nullInputStream() : fs.open(status.getPath())) {
        if (!filled) {
          file.toFile().deleteOnExit();
          long copied = Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
          if (copied != bytes) {
            throw new IOException("copied " + copied + " bytes of " + bytes);
          }
          filled = true;
        }
      } finally {
        filling.unlock();
      }
    }

    void release() {
      synchronized (LocalCopies.this) {
        users--;
      }
    }

    private void delete() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("Cannot delete {}", file, e);
      }
    }
  }
}
