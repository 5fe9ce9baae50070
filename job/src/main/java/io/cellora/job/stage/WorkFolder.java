package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a command writes: a hidden folder beside the output, renamed to it when everything is
 * there. Closed unpublished, it leaves nothing behind, unless it was kept to be resumed.
 */
final class WorkFolder implements AutoCloseable {

  private final FileSystem files;
  private final Path out;
  private final Path work;
  private final boolean overwrite;
  private boolean stays;

  private WorkFolder(FileSystem files, Path out, Path work, boolean overwrite) {
    this.files = files;
    this.out = out;
    this.work = work;
    this.overwrite = overwrite;
  }

  /** Makes or opens what a run with checkpoints writes to. */
  static WorkFolder open(RunRequest request, Configuration configuration) {
    return request.resume()
        ? resume(request.out(), request.overwrite(), configuration)
        : create(request.out(), request.overwrite(), configuration);
  }

  /**
   * Makes the hidden folder.
   *
   * @throws IllegalArgumentException if the output exists and may not be overwritten
   */
  static WorkFolder create(String out, boolean overwrite, Configuration configuration) {
    try {
      WorkFolder folder = planned(out, overwrite, configuration);
      if (folder.isUnfinished() && !overwrite) {
        throw new IllegalArgumentException(
            "Cannot write output (an unfinished run of it is there; --resume continues it,"
                + " --overwrite starts anew): "
                + out);
      }
      folder.files.delete(folder.work, true);
      return folder.made();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make output folder (" + e.getMessage() + "): " + out, e);
    }
  }

  /**
   * Opens the hidden folder that an unfinished run has kept, or makes one if there is none.
   *
   * @throws IllegalArgumentException if the output exists and may not be overwritten
   */
  static WorkFolder resume(String out, boolean overwrite, Configuration configuration) {
    try {
      WorkFolder folder = planned(out, overwrite, configuration);
      if (!folder.isUnfinished()) {
        folder.files.delete(folder.work, true);
        return folder.made();
      }
      folder.stays = true;
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot open unfinished output (" + e.getMessage() + "): " + out, e);
    }
  }

  private static WorkFolder planned(String out, boolean overwrite, Configuration configuration)
      throws IOException {
    Path target = new Path(out);
    FileSystem files = HadoopFolder.fileSystem(target, configuration);
    Path absolute = files.makeQualified(target);
    if (files.exists(absolute) && !overwrite) {
      throw new IllegalArgumentException(
          "Cannot write output (the folder exists; choose another or add --overwrite): " + out);
    }
    Path work = new Path(absolute.getParent(), "." + absolute.getName() + ".inprogress");
    return new WorkFolder(files, absolute, work, overwrite);
  }

  private WorkFolder made() throws IOException {
    if (!files.mkdirs(work)) {
      throw new IOException("the file system refused");
    }
    return this;
  }

  /** Whether an earlier run has kept what it had. */
  boolean isUnfinished() throws IOException {
    return files.exists(path(ResumeFile.NAME));
  }

  /** From now on the folder stays, also if the work fails or is killed. */
  void keep() {
    stays = true;
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

  /** Does the work, and says how to go on where it fails and something is kept. */
  <T> T toldWhatIsKept(Progress progress, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      if (stays) {
        progress.step("What is done so far is kept: the same command with --resume continues it");
      }
      throw e;
    }
  }

  /** Makes the work visible under the output's name, without what was for resuming. */
  void publish() {
    try {
      if (overwrite) {
        files.delete(out, true);
      }
      if (!files.rename(work, out)) {
        throw new IOException("the file system refused");
      }
      stays = true;
      files.delete(new Path(out, ArmTraining.CHECKPOINTS), true);
      files.delete(new Path(out, ResumeFile.NAME), false);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot publish output (" + e.getMessage() + "): " + out, e);
    }
  }

  @Override
  public void close() {
    if (!stays) {
      try {
        files.delete(work, true);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot remove " + work + " (" + e.getMessage() + ")", e);
      }
    }
  }
}
