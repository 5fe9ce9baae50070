package io.cellora.job.stage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Publishes in an object store, which has no folders to rename and copies file by file: a table
 * gets its {@code _SUCCESS} last, and {@value #UNDER_WAY} stands in the output until everything is
 * there. An output that is replaced is removed before; there is no cheap way to put it aside.
 */
record MovedFiles(FileSystem files, Path work, Path out) implements Publication {

  /** In an output that is not complete yet. */
  static final String UNDER_WAY = "_cellora_publishing";

  /** In an output that is about to be removed. */
  static final String REMOVING = "_cellora_removing";

  @Override
  public void recover() throws IOException {
    if (files.exists(mark(REMOVING))) {
      removeOld();
    }
    if (files.exists(mark(UNDER_WAY))) {
      takeBack();
    }
  }

  @Override
  public void publish() throws IOException {
    if (files.exists(out)) {
      removeOld();
    }
    try {
      moveAll();
    } catch (IOException | RuntimeException e) {
      takeBackAfter(e);
      throw e;
    }
    cleanUp();
  }

  private void takeBackAfter(Exception failure) {
    try {
      takeBack();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The output is there, so this fails no run; the next one makes the work folder anew. */
  private void cleanUp() {
    try {
      files.delete(work, true);
    } catch (IOException e) {
      // Said above.
    }
  }

  /** The mark goes last, so that a part of the old output is never taken for an output. */
  private void removeOld() throws IOException {
    files.create(mark(REMOVING), true).close();
    for (FileStatus entry : files.listStatus(out)) {
      if (!entry.getPath().getName().equals(REMOVING)) {
        files.delete(entry.getPath(), true);
      }
    }
    files.delete(out, true);
  }

  private void moveAll() throws IOException {
    files.mkdirs(out);
    files.create(mark(UNDER_WAY), true).close();
    List<Path> all = filesOf(work, path -> !isForResuming(path));
    ManyFiles.move(files, only(all, path -> !isSuccess(path)), work, out);
    ManyFiles.move(files, only(all, MovedFiles::isSuccess), work, out);
    files.delete(mark(UNDER_WAY), false);
  }

  /** Success goes first, so that no table is visible as complete that is not. */
  private void takeBack() throws IOException {
    List<Path> all = filesOf(out, path -> !path.getName().equals(UNDER_WAY));
    ManyFiles.move(files, only(all, MovedFiles::isSuccess), out, work);
    ManyFiles.move(files, only(all, path -> !isSuccess(path)), out, work);
    files.delete(out, true);
  }

  private Path mark(String name) {
    return new Path(out, name);
  }

  private boolean isForResuming(Path file) {
    String path = file.toString().substring(work.toString().length() + 1);
    return FOR_RESUMING.stream().anyMatch(kept -> path.equals(kept) || path.startsWith(kept + "/"));
  }

  private static boolean isSuccess(Path file) {
    return file.getName().equals("_SUCCESS");
  }

  private static List<Path> only(List<Path> all, Predicate<Path> wanted) {
    return all.stream().filter(wanted).toList();
  }

  private List<Path> filesOf(Path folder, Predicate<Path> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
      while (all.hasNext()) {
        found.add(all.next().getPath());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return only(found, wanted);
  }
}
