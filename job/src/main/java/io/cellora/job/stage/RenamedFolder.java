package io.cellora.job.stage;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A finished work folder takes the name of its output by one rename, with which all is visible at
 * once. An output that is replaced stands aside until then, and comes back if that fails or is
 * killed.
 */
record RenamedFolder(FileSystem files, Path work, Path out) {

  private Path aside() {
    return new Path(out.getParent(), "." + out.getName() + ".replaced");
  }

  /** Brings what a publication that was killed has left to where it was before, or to its end. */
  void recover() throws IOException {
    if (ResumeFile.isIn(files, out)) {
      removeWhatWasForResuming();
    }
    if (files.exists(aside())) {
      if (files.exists(out)) {
        files.delete(aside(), true);
      } else {
        rename(aside(), out);
      }
    }
  }

  /**
   * Makes the work visible, in the place of an output that is there.
   *
   * @throws IOException if that was not possible; then what was visible before is
   */
  void publish() throws IOException {
    if (files.exists(out)) {
      files.delete(aside(), true);
      rename(out, aside());
    }
    try {
      rename(work, out);
    } catch (IOException | RuntimeException e) {
      bringBack(e);
      throw e;
    }
    cleanUp();
  }

  private void bringBack(Exception failure) {
    try {
      if (files.exists(aside())) {
        rename(aside(), out);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The output is there, so this fails no run; the next one that writes there recovers first. */
  private void cleanUp() {
    try {
      removeWhatWasForResuming();
      files.delete(aside(), true);
    } catch (IOException e) {
      // Said above.
    }
  }

  /** A table leaves at once as well, into a folder that is no table; that goes file by file. */
  private void removeWhatWasForResuming() throws IOException {
    Path raw = new Path(out, WorkFolder.RAW);
    if (files.exists(raw)) {
      Path records = new Path(out, StageRecords.FOLDER);
      files.mkdirs(records);
      rename(raw, new Path(records, raw.getName()));
    }
    for (String path : WorkFolder.OWN) {
      files.delete(new Path(out, path), true);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    new FolderMove(files).rename(from, to);
  }
}
