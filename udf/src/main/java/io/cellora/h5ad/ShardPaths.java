package io.cellora.h5ad;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the shards behind files, folders and globs; the driver's side. */
final class ShardPaths {

  private static final String SUFFIX = ".h5ad";

  private ShardPaths() {}

  /**
   * Full paths of the shards, each once, sorted, so that rows come in the same order every time.
   */
  static List<String> resolve(List<String> paths, Configuration conf) {
    TreeSet<String> shards = new TreeSet<>();
    for (String path : paths) {
      try {
        shards.addAll(resolve(new Path(path), conf));
      } catch (FileNotFoundException e) {
        throw new UncheckedIOException("Cannot read " + path + " (no such file or folder)", e);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + path + " (" + e.getMessage() + ")", e);
      }
    }
    return new ArrayList<>(shards);
  }

  /** File name without its folders. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether {@link #resolve} would find shards. */
  static boolean exist(List<String> paths, Configuration conf) {
    try {
      return !resolve(paths, conf).isEmpty();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static List<String> resolve(Path path, Configuration conf) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    FileStatus[] found = fs.globStatus(path);
    if (found == null || found.length == 0) {
      throw new FileNotFoundException(path.toString());
    }
    List<String> shards = new ArrayList<>();
    for (FileStatus status : found) {
      if (status.isDirectory()) {
        shards.addAll(inside(fs, status.getPath()));
      } else {
        shards.add(status.getPath().toString());
      }
    }
    return shards;
  }

  private static List<String> inside(FileSystem fs, Path folder) throws IOException {
    List<String> shards = new ArrayList<>();
    for (FileStatus status : fs.listStatus(folder)) {
      if (status.isFile() && status.getPath().getName().endsWith(SUFFIX)) {
        shards.add(status.getPath().toString());
      }
    }
    if (shards.isEmpty()) {
      throw new IOException("no *" + SUFFIX + " file in the folder");
    }
    return shards;
  }
}
