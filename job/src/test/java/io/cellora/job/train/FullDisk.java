package io.cellora.job.train;

import io.cellora.LocalDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The local disk under the scheme fulldisk, with room for so many bytes. */
public final class FullDisk extends LocalDisk {

  static final AtomicLong ROOM = new AtomicLong(Long.MAX_VALUE);

  static FileSystem open() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.fulldisk.impl", FullDisk.class.getName());
    return FileSystem.newInstance(URI.create("fulldisk:///"), configuration);
  }

  public FullDisk() {
    super("fulldisk");
  }

  @Override
  protected FSDataOutputStream written(Path path, FSDataOutputStream disk) throws IOException {
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
