package io.cellora.h5ad;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file on any Hadoop path as the read-only {@link FileChannel} that an HDF5 reader wants.
 *
 * <p>Every read is full or fails: the HDF5 reader ignores how many bytes came, and would take the
 * rest for zeros. Mapping is refused, so that it reads instead. Small reads, of which metadata
 * takes thousands, go through a few cached blocks; large ones go straight to the stream. One
 * channel belongs to one task, because an interrupt may close it.
 */
final class HadoopChannel extends FileChannel {

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int CACHED_BLOCKS = 8;

  private final FSDataInputStream stream;
  private final long size;
  private final Map<Long, byte[]> blocks =
      new LinkedHashMap<>(CACHED_BLOCKS * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > CACHED_BLOCKS;
        }
      };
  private final HeaderVersions versions = new HeaderVersions(new Unchanged());
  private long position;

  private HadoopChannel(FSDataInputStream stream, long size) {
    this.stream = stream;
    this.size = size;
  }

  static HadoopChannel open(Path path, Configuration conf) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    long size = fs.getFileStatus(path).getLen();
    return new HadoopChannel(fs.open(path), size);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = read(target, position);
    position += read;
    return read;
  }

  @Override
  public synchronized int read(ByteBuffer target, long from) throws IOException {
    int wanted = target.remaining();
    if (from < 0 || from + wanted > size) {
      throw new EOFException(
          "bytes " + from + " to " + (from + wanted) + " wanted, the file ends at " + size);
    }
    int at = target.position();
    if (wanted >= BLOCK_BYTES) {
      readDirectly(target, from);
    } else {
      readThroughBlocks(target, from);
    }
    versions.show(target, at, from);
    return wanted;
  }

  private final class Unchanged implements HeaderVersions.Source {
    @Override
    public byte[] read(long from, int n) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(n);
      readThroughBlocks(bytes, from);
      return bytes.array();
    }

    @Override
    public long size() {
      return size;
    }
  }

  private void readDirectly(ByteBuffer target, long from) throws IOException {
    byte[] bytes = new byte[BLOCK_BYTES];
    long at = from;
    while (target.hasRemaining()) {
      int n = Math.min(bytes.length, target.remaining());
      stream.readFully(at, bytes, 0, n);
      target.put(bytes, 0, n);
      at += n;
    }
  }

  private void readThroughBlocks(ByteBuffer target, long from) throws IOException {
    long at = from;
    while (target.hasRemaining()) {
      byte[] block = block(at / BLOCK_BYTES);
      int offset = (int) (at % BLOCK_BYTES);
      int n = Math.min(block.length - offset, target.remaining());
      target.put(block, offset, n);
      at += n;
    }
  }

  private byte[] block(long index) throws IOException {
    byte[] block = blocks.get(index);
    if (block == null) {
      long start = index * BLOCK_BYTES;
      block = new byte[(int) Math.min(BLOCK_BYTES, size - start)];
      stream.readFully(start, block, 0, block.length);
      blocks.put(index, block);
    }
    return block;
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
    stream.close();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long length) {
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
