package io.cellora.h5ad;

import io.cellora.h5ad.storage.ByteReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file on any Hadoop path as the read-only {@link FileChannel} that an HDF5 reader wants.
 *
 * <p>Every read is full or fails: the HDF5 reader ignores how many bytes came, and would take the
 * rest for zeros. Mapping is refused, so that it reads instead. Small reads, of which metadata
 * takes thousands, go through {@link ReadAhead}; large ones go straight to the stream. One channel
 * belongs to one task, because an interrupt may close it.
 */
final class HadoopChannel extends FileChannel implements ByteReader {

  private final FSDataInputStream stream;
  private final ReadAhead bytes;
  private final FileVersion version;
  private final long size;
  private final Runnable onClose;
  private long position;

  private HadoopChannel(
      FSDataInputStream stream, ReadAhead bytes, FileVersion version, Runnable onClose) {
    this.stream = stream;
    this.bytes = bytes;
    this.version = version;
    this.size = version.bytes();
    this.onClose = onClose;
  }

  static HadoopChannel open(Path path, Configuration conf) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    FileStatus status = fs.getFileStatus(path);
    if (LocalCopies.isWanted(fs, conf)) {
      Optional<LocalCopies.Copy> copy = LocalCopies.here().acquire(fs, status);
      if (copy.isPresent()) {
        return open(copy.get(), FileVersion.of(status), conf);
      }
    }
    FSDataInputStream stream = StoreStreams.open(fs, status);
    int mostAhead =
        StoreStreams.isLocal(fs) ? ReadAhead.MOST_AHEAD_LOCAL_BYTES : ReadAhead.MOST_AHEAD_BYTES;
    SharedBlocks shared = SharedBlocks.of(fs, status);
    ReadAhead bytes = new ReadAhead(stream, status.getLen(), shared, mostAhead);
    return new HadoopChannel(stream, bytes, FileVersion.of(status), () -> {});
  }

  private static HadoopChannel open(LocalCopies.Copy copy, FileVersion version, Configuration conf)
      throws IOException {
    try {
      FileSystem disk = FileSystem.getLocal(conf).getRaw();
      FileStatus status = disk.getFileStatus(new Path(copy.file().toUri()));
      FSDataInputStream stream = StoreStreams.open(disk, status);
      ReadAhead bytes =
          new ReadAhead(
              stream, status.getLen(), SharedBlocks.NONE, ReadAhead.MOST_AHEAD_LOCAL_BYTES);
      return new HadoopChannel(stream, bytes, version, copy::release);
    } catch (IOException e) {
      copy.release();
      throw e;
    }
  }

  /** Reads {@code n} bytes at {@code from}, all of them or none; the position stays. */
  @Override
  public synchronized void readFully(long from, byte[] target, int offset, int n)
      throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    bytes.readFully(from, target, offset, n);
  }

  /** Which of the contents that the file may have had this is. */
  FileVersion version() {
    return version;
  }

  /** Bytes asked so far by this channel from the store, or from a local copy where it reads one. */
  public synchronized long bytesRead() {
    return bytes.bytesRead();
  }

  /** How often this channel asked the store so far. */
  public synchronized long requests() {
    return bytes.requests();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = read(target, position);
    position += read;
    return read;
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    int n = target.remaining();
    ReadAhead.checkRange(from, n, size);
    byte[] read = new byte[n];
    readFully(from, read, 0, n);
    target.put(read);
    return n;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long read = 0;
    for (int i = offset; i < offset + length; i++) {
      read += read(targets[i]);
    }
    return read;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  protected void implCloseChannel() throws IOException {
    try {
      stream.close();
    } finally {
      onClose.run();
    }
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long length) throws IOException {
    ReadAhead.checkRange(from, length, size);
    throw new UnsupportedOperationException("Cannot map a file on a Hadoop path");
  }

  @Override
  public int write(ByteBuffer source) {
    throw readOnly();
  }

  @Override
  public int write(ByteBuffer source, long to) {
    throw readOnly();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw readOnly();
  }

  @Override
  public FileChannel truncate(long newSize) {
    throw readOnly();
  }

  @Override
  public void force(boolean metaData) {
    throw readOnly();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) {
    throw readOnly();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long to, long count) {
    throw readOnly();
  }

  @Override
  public FileLock lock(long from, long length, boolean shared) {
    throw readOnly();
  }

  @Override
  public FileLock tryLock(long from, long length, boolean shared) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("Cannot write or lock a channel that only reads");
  }
}
