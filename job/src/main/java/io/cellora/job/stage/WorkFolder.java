package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a command writes: a hidden folder beside the output, renamed to it when everything is
 * there. Closed unpublished, it leaves nothing behind.
 */
final class WorkFolder implements AutoCloseable {

  private final FileSystem files;
  private final Path out;
  private final Path work;
  private final boolean overwrite;
  private boolean published;

  private WorkFolder(FileSystem files, Path out, Path work, boolean overwrite) {
    this.files = files;
    this.out = out;
    this.work = work;
    this.overwrite = overwrite;
  }

  /**
   * Makes the hidden folder.
   *
   * @throws IllegalArgumentException if the output exists and may not be overwritten
   */
  static WorkFolder create(String out, boolean overwrite, Configuration configuration) {
    Path target = new Path(out);
    try {
      FileSystem files = HadoopFolder.fileSystem(target, configuration);
      Path absolute = files.makeQualified(target);
      if (files.exists(absolute) && !overwrite) {
        throw new IllegalArgumentException(
            "Cannot write output (the folder exists; choose another or add --overwrite): " + out);
      }
      Path work = new Path(absolute.getParent(), "." + absolute.getName() + ".inprogress");
      files.delete(work, true);
      if (!files.mkdirs(work)) {
        throw new IOException("the file system refused");
      }
      return new WorkFolder(files, absolute, work, overwrite);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make output folder (" + e.getMessage() + "): " + out, e);
    }
  }

  /** The hidden folder itself. */
  Path root() {
    return work;
  }

  /** A path inside, for as long as the work is hidden. */
  Path path(String relative) {
    return new Path(work, relative);
  }

  FileSystem files() {
    return files;
  }

  /** Makes the work visible under the output's name. */
  void publish() {
    try {
      if (overwrite) {
        files.delete(out, true);
      }
      if (!files.rename(work, out)) {
        throw new IOException("the file system refused");
      }
      published = true;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot publish output (" + e.getMessage() + "): " + out, e);
    }
  }

  @Override
  public void close() {
    if (!published) {
      try {
        files.delete(work, true);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot remove " + work + " (" + e.getMessage() + ")", e);
      }
    }
  }
}
