package io.cellora.job.stage;

import io.cellora.LocalDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file system that moves single files only, as object stores in truth do, and may be cut off. */
public final class ObjectStore extends LocalDisk {

  private static final List<String> MOVED = new ArrayList<>();
  private static int left = Integer.MAX_VALUE;

  /** Hadoop's configuration that knows this store. */
  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.setClass("fs.objects.impl", ObjectStore.class, LocalDisk.class);
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

  public ObjectStore() {
    super("objects");
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
