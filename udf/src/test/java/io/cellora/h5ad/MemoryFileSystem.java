package io.cellora.h5ad;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Files that are byte arrays, under the scheme {@code mem:}; read-only through Hadoop. */
public final class MemoryFileSystem extends FileSystem {

  private static final URI ROOT = URI.create("mem:///");
  private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();

  /** Makes the bytes a file, and gives its path. */
  static String put(String name, byte[] bytes) {
    FILES.put("/" + name, bytes);
    return "mem:/" + name;
  }

  static Configuration conf() {
    Configuration conf = new Configuration(false);
    conf.setClass("fs.mem.impl", MemoryFileSystem.class, FileSystem.class);
    return conf;
  }

  private static byte[] bytes(Path path) throws FileNotFoundException {
    byte[] bytes = FILES.get(path.toUri().getPath());
    if (bytes == null) {
      throw new FileNotFoundException(path.toString());
    }
    return bytes;
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return ROOT.getScheme();
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(new BytesStream(bytes(path)));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    long length = bytes(path).length;
    return new FileStatus(length, false, 1, 1 << 20, 0, makeQualified(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return new FileStatus[] {getFileStatus(path)};
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("/");
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    throw readOnly();
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    throw readOnly();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw readOnly();
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw readOnly();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw readOnly();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("Cannot write to files in memory");
  }

  private static final class BytesStream extends ByteArrayInputStream
      implements Seekable, PositionedReadable {

    BytesStream(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int read(long from, byte[] buffer, int offset, int length) throws IOException {
      readFully(from, buffer, offset, length);
      return length;
    }

    @Override
    public void readFully(long from, byte[] buffer, int offset, int length) throws IOException {
      if (from < 0 || from + length > count) {
        throw new EOFException("bytes to " + (from + length) + " of " + count);
      }
      System.arraycopy(buf, (int) from, buffer, offset, length);
    }

    @Override
    public void readFully(long from, byte[] buffer) throws IOException {
      readFully(from, buffer, 0, buffer.length);
    }

    @Override
    public void seek(long to) {
      pos = Math.toIntExact(to);
    }

    @Override
    public long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long to) {
      return false;
    }
  }
}
