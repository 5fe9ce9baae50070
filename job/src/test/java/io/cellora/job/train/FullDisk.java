package io.cellora.job.train;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk under the scheme fulldisk, with room for so many bytes. */
public final class FullDisk extends RawLocalFileSystem {

  static final AtomicLong ROOM = new AtomicLong(Long.MAX_VALUE);

  static FileSystem open() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.fulldisk.impl", FullDisk.class.getName());
    return FileSystem.newInstance(URI.create("fulldisk:///"), configuration);
  }

  @Override
  public URI getUri() {
    return URI.create("fulldisk:///");
  }

  @Override
  public String getScheme() {
    return "fulldisk";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }

  private static FSDataOutputStream limited(FSDataOutputStream disk) throws IOException {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            int fits = (int) Math.min(length, ROOM.get());
            disk.write(bytes, from, fits);
            ROOM.addAndGet(-fits);
            if (fits < length) {
              throw new IOException("No space left on device");
            }
          }

          @Override
          public void close() throws IOException {
            disk.close();
          }
        };
    return new FSDataOutputStream(out, null);
  }
}
