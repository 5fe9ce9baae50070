package io.cellora.h5ad;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Finds the shards behind files, folders and globs; the driver's side. What Spark takes for hidden,
 * names that begin with a dot or an underscore, is found only by its full name.
 */
final class ShardPaths {

  /** How deep a folder is looked into. */
  enum Depth {
    FOLDER,
    RECURSIVE
  }

  private static final String SUFFIX = ".h5ad";
  private static final Pattern GLOB = Pattern.compile("[{}\\[\\]*?\\\\]");

  private ShardPaths() {}

  /** What the options ask for. */
  static List<String> resolve(H5adOptions options, Configuration conf) {
    return resolve(options.paths(), options.depth(), conf);
  }

  /**
   * Full paths of the shards, each once, sorted, so that rows come in the same order every time.
   */
  static List<String> resolve(List<String> paths, Depth depth, Configuration conf) {
    TreeSet<String> shards = new TreeSet<>();
    for (String path : paths) {
      try {
        shards.addAll(resolve(new Path(path), depth, conf));
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
      return !resolve(paths, Depth.FOLDER, conf).isEmpty();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static List<String> resolve(Path path, Depth depth, Configuration conf)
      throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    boolean glob = GLOB.matcher(path.toString()).find();
    FileStatus[] found = fs.globStatus(path, p -> !glob || !isHidden(p.getName()));
    if (found == null || found.length == 0) {
      throw new FileNotFoundException(path.toString());
    }
    List<String> shards = new ArrayList<>();
    for (FileStatus status : found) {
      if (status.isFile()) {
        shards.add(status.getPath().toString());
      } else if (depth == Depth.FOLDER) {
        addInside(fs, status.getPath(), shards);
      } else {
        addBelow(fs, status.getPath(), shards);
      }
    }
    if (shards.isEmpty()) {
      throw new IOException("no *" + SUFFIX + " file in the folder");
    }
    return shards;
  }

  private static void addInside(FileSystem fs, Path folder, List<String> shards)
      throws IOException {
    for (FileStatus status : fs.listStatus(folder)) {
      String name = status.getPath().getName();
      if (status.isFile() && name.endsWith(SUFFIX) && !isHidden(name)) {
        shards.add(status.getPath().toString());
      }
    }
  }

  /** One flat listing, which object stores answer in pages of a thousand. */
  private static void addBelow(FileSystem fs, Path folder, List<String> shards) throws IOException {
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(folder, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (file.getName().endsWith(SUFFIX) && !isHiddenBelow(folder, file)) {
        shards.add(file.toString());
      }
    }
  }

  private static boolean isHiddenBelow(Path folder, Path file) {
    for (Path path = file; path.depth() > folder.depth(); path = path.getParent()) {
      if (isHidden(path.getName())) {
        return true;
      }
    }
    return false;
  }

  /** A folder such as {@code _part=1} of a partitioned table is not hidden to Spark. */
  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_") && !name.contains("=");
  }
}
