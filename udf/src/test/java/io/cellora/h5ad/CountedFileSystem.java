package io.cellora.h5ad;

import io.cellora.LocalDisk;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/** Local files under the scheme {@code counted:}, in streams that read short and are counted. */
public final class CountedFileSystem extends LocalDisk {

  static final String SCHEME = "counted";
  static final AtomicInteger OPENED = new AtomicInteger();
  static final AtomicInteger CLOSED = new AtomicInteger();

  public CountedFileSystem() {
    super(SCHEME);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    OPENED.incrementAndGet();
    return new FSDataInputStream(new ShortStream(super.open(path, bufferSize)));
  }

  /** Gives at most 1,000 bytes at once, as a remote file system may. */
  private static final class ShortStream extends BufferedInputStream
      implements Seekable, PositionedReadable {

    private static final int MOST = 1000;
    private final FSDataInputStream whole;

    ShortStream(FSDataInputStream whole) {
      super((InputStream) whole);
      this.whole = whole;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
      return whole.read(position, buffer, offset, Math.min(length, MOST));
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        done += read(position + done, buffer, offset + done, length - done);
      }
    }

    @Override
    public void readFully(long position, byte[] buffer) throws IOException {
      readFully(position, buffer, 0, buffer.length);
    }

    @Override
    public void seek(long position) throws IOException {
      whole.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return whole.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public void close() throws IOException {
      CLOSED.incrementAndGet();
      super.close();
    }
  }
}
