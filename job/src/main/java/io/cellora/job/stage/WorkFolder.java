package io.cellora.job.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a command writes: a hidden folder beside the output, renamed to it when everything is
 * there. Closed unpublished, it leaves nothing behind, unless it was kept to be resumed.
 */
final class WorkFolder implements AutoCloseable {

  /** Stands in the hidden folder while its files come into sight, where they do one by one. */
  private static final String PUBLISHING = "publishing.json";

  /** The table that is only for resuming. */
  static final String RAW = "tables/" + Predict.RAW_TABLE;

  /** What is only for resuming, and no part of an output; the file of resuming after the rest. */
  static final List<String> OWN =
      List.of(ArmTraining.CHECKPOINTS, StageRecords.FOLDER, RAW, ResumeFile.NAME, PUBLISHING);

  private static final String REPLACEMENTS = ".replacements";
  private static final FileStatus[] NOTHING = {};
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FileSystem files;
  private final Path out;
  private final Path work;
  private final Path sources;
  private final boolean overwrite;
  private boolean stays;

  private WorkFolder(FileSystem files, Path out, Path work, Path sources, boolean overwrite) {
    this.files = files;
    this.out = out;
    this.work = work;
    this.sources = sources;
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
      folder.recover();
      folder.requireFresh(out);
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
      folder.recover();
      folder.takeBack();
      folder.requireFresh(out);
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

  /** Whether the output is there as a whole, and nothing beside it that could be resumed. */
  static boolean isFinished(String out, Configuration configuration) {
    try {
      WorkFolder folder = planned(out, false, configuration);
      folder.recover();
      return folder.files.exists(folder.out) && !folder.files.exists(folder.work);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at output (" + e.getMessage() + "): " + out, e);
    }
  }

  /**
   * Makes a hidden folder for what is to take its place in an output that is there.
   *
   * @throws IllegalArgumentException if there is no such output
   */
  static WorkFolder within(String out, Configuration configuration) {
    try {
      Path target = new Path(out);
      FileSystem files = HadoopFolder.fileSystem(target, configuration);
      Path absolute = files.makeQualified(target);
      if (!files.exists(absolute)) {
        throw new IllegalArgumentException("Cannot read results (no such folder): " + out);
      }
      WorkFolder folder =
          new WorkFolder(files, absolute, new Path(absolute, REPLACEMENTS), absolute, true);
      folder.putBack();
      files.delete(folder.work, true);
      return folder.made();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make folder for new results (" + e.getMessage() + "): " + out, e);
    }
  }

  private static WorkFolder planned(String out, boolean overwrite, Configuration configuration)
      throws IOException {
    Path target = new Path(out);
    FileSystem files = HadoopFolder.fileSystem(target, configuration);
    Path absolute = files.makeQualified(target);
    Path work = new Path(absolute.getParent(), "." + absolute.getName() + ".inprogress");
    return new WorkFolder(files, absolute, work, work, overwrite);
  }

  private void recover() throws IOException {
    if (new FolderMove(files).isAtOnce()) {
      new RenamedFolder(files, work, out).recover();
    }
  }

  private void requireFresh(String shown) throws IOException {
    if (overwrite || !files.exists(out)) {
      return;
    }
    boolean part = files.exists(path(PUBLISHING));
    throw new IllegalArgumentException(
        "Cannot write output (%s): %s"
            .formatted(
                part
                    ? "a part of it is there, of a command that was stopped while it came into"
                        + " sight; --resume continues a run, --overwrite starts anew"
                    : "the folder exists; choose another or add --overwrite",
                shown));
  }

  /** What a run that was stopped while it came into sight had moved, so that it can be resumed. */
  private void takeBack() throws IOException {
    if (isUnfinished() && files.exists(path(PUBLISHING))) {
      if (files.exists(out)) {
        new FolderMove(files).hide(out, work);
      }
      files.delete(path(PUBLISHING), false);
    }
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

  /** Where something is read from: here if it was written anew, else the output as it was. */
  Path source(String relative) {
    try {
      return files.exists(path(relative)) ? path(relative) : new Path(sources, relative);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + relative + " (" + e.getMessage() + ")", e);
    }
  }

  FileSystem files() {
    return files;
  }

  /** Writes JSON whole: under a hidden name first, then renamed. */
  void writeWhole(String relative, Object content) {
    Path target = path(relative);
    Path hidden = new Path(target.getParent(), "." + target.getName() + ".inprogress");
    try {
      try (OutputStream out = files.create(hidden, true)) {
        out.write(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
      }
      files.delete(target, false);
      if (!files.rename(hidden, target)) {
        throw new IOException("the file system refused");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + relative + " (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Puts each table and report that was written here in the place of the output's, one after the
   * other: a reader finds the old or the new one.
   */
  void replace() {
    try {
      for (String folder : List.of("tables", "reports")) {
        for (FileStatus entry : files.listStatus(path(folder))) {
          replace(entry.getPath(), new Path(new Path(out, folder), entry.getPath().getName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot replace results (" + e.getMessage() + "): " + out, e);
    }
  }

  private void replace(Path fresh, Path target) throws IOException {
    Path old = new Path(work, "replaced/" + target.getName());
    files.mkdirs(old.getParent());
    files.mkdirs(target.getParent());
    FolderMove move = new FolderMove(files);
    if (files.exists(target)) {
      move.hide(target, old);
    }
    files.create(hidden(target.getName()), true).close();
    try {
      move.show(fresh, target);
    } catch (IOException | RuntimeException e) {
      putBackAfter(e);
      throw e;
    }
  }

  /** Stands for a table that is away as a whole. */
  private Path hidden(String name) {
    return path("hidden/" + name);
  }

  private void putBackAfter(Exception failure) {
    try {
      putBack();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** What was moved away and got no successor, because that failed or was killed, returns. */
  private void putBack() throws IOException {
    Path replaced = path("replaced");
    for (FileStatus old : files.exists(replaced) ? files.listStatus(replaced) : NOTHING) {
      Path folder = new Path(out, old.isDirectory() ? "tables" : "reports");
      Path target = new Path(folder, old.getPath().getName());
      FolderMove move = new FolderMove(files);
      if (!move.isThere(target)) {
        if (files.exists(hidden(target.getName()))) {
          files.delete(target, true);
        }
        move.show(old.getPath(), target);
      }
    }
  }

  /** Does the work, and says how to go on where it fails and something is kept. */
  <T> T toldWhatIsKept(Progress progress, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      if (stays) {
        progress.step(
            "What is done so far is kept in %s: the same command with --resume continues it"
                .formatted(this.work));
      }
      throw e;
    }
  }

  /**
   * Makes the work visible under the output's name, without what was for resuming.
   *
   * @throws UncheckedIOException if it could not be; an output that was to be replaced is still
   *     there, but in an object store
   */
  void publish() {
    try {
      if (files.exists(out) && !overwrite) {
        throw new IOException("a folder of this name was made meanwhile");
      }
      if (new FolderMove(files).isAtOnce()) {
        new RenamedFolder(files, work, out).publish();
        stays = true;
      } else {
        files.delete(out, true);
        publishOneByOne();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot publish output (" + e.getMessage() + "): " + out, e);
    }
  }

  /** Until the mark in the hidden folder is gone, the output is not complete. */
  private void publishOneByOne() throws IOException {
    writeWhole(PUBLISHING, List.of(out.toString()));
    try {
      new FolderMove(files).show(work, out, file -> !isOwn(file));
    } catch (IOException e) {
      if (!stays) {
        files.delete(out, true);
      }
      throw e;
    }
    // First what says that the output is not complete, so that a kill leaves nothing that does.
    files.delete(path(PUBLISHING), false);
    files.delete(work, true);
    stays = true;
  }

  private static boolean isOwn(String file) {
    return OWN.stream().anyMatch(own -> file.equals(own) || file.startsWith(own + "/"));
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
