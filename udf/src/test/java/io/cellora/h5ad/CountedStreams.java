package io.cellora.h5ad;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Counts how many streams of a remote store were opened and closed. */
final class CountedStreams {

  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger CLOSED = new AtomicInteger();

  private CountedStreams() {}

  static void reset() {
    OPENED.set(0);
    CLOSED.set(0);
  }

  static int opened() {
    return OPENED.get();
  }

  static int closed() {
    return CLOSED.get();
  }

  private static FSDataInputStream counted(FSDataInputStream stream) {
    OPENED.incrementAndGet();
    return new FSDataInputStream(stream.getWrappedStream()) {
      @Override
      public void close() throws IOException {
        CLOSED.incrementAndGet();
        super.close();
      }
    };
  }

  /** HDFS. */
  public static final class Hdfs extends DistributedFileSystem {
    @Override
    protected CompletableFuture<FSDataInputStream> openFileWithOptions(
        Path path, OpenFileParameters parameters) throws IOException {
      return super.openFileWithOptions(path, parameters).thenApply(CountedStreams::counted);
    }
  }

  /** S3. */
  public static final class S3 extends S3AFileSystem {
    @Override
    public CompletableFuture<FSDataInputStream> openFileWithOptions(
        Path path, OpenFileParameters parameters) throws IOException {
      return super.openFileWithOptions(path, parameters).thenApply(CountedStreams::counted);
    }
  }
}
