package io.cellora.job.stage;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Publishes by one rename, where all is visible at once. An output that is replaced stands aside
 * until then, and comes back if that fails or is killed.
 */
record RenamedFolder(FileSystem files, Path work, Path out) implements Publication {

  private Path aside() {
    return new Path(out.getParent(), "." + out.getName() + ".replaced");
  }

  @Override
  public void recover() throws IOException {
    if (ResumeFile.isIn(files, out)) {
      Publication.removeWhatWasForResuming(files, out);
    }
    if (files.exists(aside())) {
      if (files.exists(out)) {
        files.delete(aside(), true);
      } else {
        Publication.rename(files, aside(), out);
      }
    }
  }

  @Override
  public void publish() throws IOException {
    if (files.exists(out)) {
      files.delete(aside(), true);
      Publication.rename(files, out, aside());
    }
    try {
      Publication.rename(files, work, out);
    } catch (IOException | RuntimeException e) {
      bringBack(e);
      throw e;
    }
    cleanUp();
  }

  private void bringBack(Exception failure) {
    try {
      if (files.exists(aside())) {
        Publication.rename(files, aside(), out);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The output is there, so this fails no run; the next one that writes there recovers first. */
  private void cleanUp() {
    try {
      Publication.removeWhatWasForResuming(files, out);
      files.delete(aside(), true);
    } catch (IOException e) {
      // Said above.
    }
  }
}
