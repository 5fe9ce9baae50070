package io.cellora.job.stage;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system that moves single files only, as object stores in truth do, and may be cut off. */
public final class ObjectStore extends RawLocalFileSystem {

  private static final URI ROOT = URI.create("objects:///");
  private static final List<String> MOVED = new ArrayList<>();
  private static int left = Integer.MAX_VALUE;

  /** Hadoop's configuration that knows this store. */
  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.setClass("fs.objects.impl", ObjectStore.class, RawLocalFileSystem.class);
    return conf;
  }

  /** Forgets what was moved; after so many moves the next ones fail. */
  static synchronized void allow(int moves) {
    MOVED.clear();
    left = moves;
  }

  /** The targets of moves, in their order. */
  static synchronized List<String> moved() {
    return List.copyOf(MOVED);
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path)).map(ObjectStore::plain).toArray(FileStatus[]::new);
  }

  /** Without the owner, whom a disk is asked for by a path of its own scheme. */
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
  public boolean rename(Path from, Path to) throws IOException {
    if (getFileStatus(from).isDirectory()) {
      throw new IOException("a folder is not moved at once here");
    }
    synchronized (ObjectStore.class) {
      if (left-- <= 0) {
        throw new IOException("cut off");
      }
      MOVED.add(to.toUri().getPath());
    }
    return super.rename(from, to);
  }
}
