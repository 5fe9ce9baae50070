package io.cellora.job.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Moves folders to where readers look, and back. On a disk and on HDFS that is a rename, which is
 * done or not done. An object store copies and deletes each object, so there files move one by one,
 * in an order in which no table has its {@code _SUCCESS} while it lacks a part.
 */
final class FolderMove {

  /** The last sign of a complete table. */
  private static final String COMPLETE = "_SUCCESS";

  /** Of those that are not here a folder's rename may stop halfway. */
  private static final Set<String> RENAME_AT_ONCE =
      Set.of("file", "hdfs", "viewfs", "webhdfs", "swebhdfs", "ofs", "maprfs");

  private static final int AT_ONCE = 16;

  private final FileSystem files;

  FolderMove(FileSystem files) {
    this.files = files;
  }

  /** Whether a folder's rename is one step here. */
  boolean isAtOnce() {
    return RENAME_AT_ONCE.contains(files.getUri().getScheme());
  }

  /** Whether all of a table or a file is there, as far as this class moved it. */
  boolean isThere(Path path) throws IOException {
    if (isAtOnce() || !files.exists(path) || files.getFileStatus(path).isFile()) {
      return files.exists(path);
    }
    return files.exists(new Path(path, COMPLETE));
  }

  /** A folder or file comes into sight: what says that a table is complete last. */
  void show(Path from, Path to) throws IOException {
    if (isAtOnce() || files.getFileStatus(from).isFile()) {
      rename(from, to);
    } else {
      show(from, to, path -> true);
      files.delete(from, true);
    }
  }

  /**
   * Those files of a folder that are wanted come into sight one by one.
   *
   * @param wanted is asked with paths relative to the folder
   */
  void show(Path from, Path to, Predicate<String> wanted) throws IOException {
    List<Path> all = list(from, wanted);
    move(all.stream().filter(file -> !isSign(file)).toList(), from, to);
    move(all.stream().filter(FolderMove::isSign).toList(), from, to);
  }

  /** A folder or file goes out of sight: what says that a table is complete first. */
  void hide(Path from, Path to) throws IOException {
    if (isAtOnce() || files.getFileStatus(from).isFile()) {
      rename(from, to);
      return;
    }
    List<Path> all = list(from, path -> true);
    move(all.stream().filter(FolderMove::isSign).toList(), from, to);
    move(all.stream().filter(file -> !isSign(file)).toList(), from, to);
    files.delete(from, true);
  }

  private static boolean isSign(Path file) {
    return file.getName().equals(COMPLETE);
  }

  private List<Path> list(Path folder, Predicate<String> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      if (wanted.test(relative(folder, file))) {
        found.add(file);
      }
    }
    found.sort(null);
    return found;
  }

  private static String relative(Path folder, Path file) {
    return folder.toUri().relativize(file.toUri()).getPath();
  }

  private void move(List<Path> all, Path from, Path to) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    List<Callable<Void>> moves = new ArrayList<>();
    for (Path file : all) {
      Path target = new Path(to, relative(from, file));
      folders.add(target.getParent());
      moves.add(
          () -> {
            moveOne(file, target);
            return null;
          });
    }
    for (Path folder : folders) {
      files.mkdirs(folder);
    }
    together(moves);
  }

  private static void together(List<Callable<Void>> moves) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (Future<Void> move : threads.invokeAll(moves)) {
        move.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Whoever was stopped between copy and deletion has left both. */
  private void moveOne(Path file, Path target) throws IOException {
    if (files.exists(target)) {
      files.delete(target, false);
    }
    rename(file, target);
  }

  /** One step of the file system, which may refuse it. */
  void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("the file system refused to move " + from);
    }
  }
}
