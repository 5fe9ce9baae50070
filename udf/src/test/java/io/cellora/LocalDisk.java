package io.cellora;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk under a scheme of its own, for tests that let it behave as other stores do. */
public abstract class LocalDisk extends RawLocalFileSystem {

  private final String scheme;

  protected LocalDisk(String scheme) {
    this.scheme = scheme;
  }

  /** Called before a file is made. */
  protected void creating(Path path) throws IOException {}

  /** What is written to, in place of the file itself. */
  protected FSDataOutputStream written(Path path, FSDataOutputStream disk) throws IOException {
    return disk;
  }

  @Override
  public URI getUri() {
    return URI.create(scheme + ":///");
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path)).map(LocalDisk::plain).toArray(FileStatus[]::new);
  }

  /** Hadoop asks the disk for a local file's owner, which works under the scheme file alone. */
  private static FileStatus plain(FileStatus of) {
    return new FileStatus(
        of.getLen(),
        of.isDirectory(),
        of.getReplication(),
        of.getBlockSize(),
        of.getModificationTime(),
        of.getPath());
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
    creating(path);
    return written(
        path,
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
    creating(path);
    return written(
        path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }
}
