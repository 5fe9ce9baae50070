package io.cellora.job.stage;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;

/** A new folder on this machine's disk that is removed again unless it is kept. */
final class FreshFolder implements AutoCloseable {

  private final File folder;
  private final Thread onShutdown = new Thread(this::remove, "remove-unfinished-output");
  private boolean kept;

  private FreshFolder(File folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * @throws IllegalArgumentException if it exists and may not be overwritten
   */
  static FreshFolder create(Path path, boolean overwrite) {
    FreshFolder fresh = new FreshFolder(path.toFile());
    if (Files.exists(path) && !overwrite) {
      throw new IllegalArgumentException(
          "Cannot write output (the folder exists; choose another or add --overwrite): " + path);
    }
    fresh.remove();
    // Also when the command is stopped from outside.
    Runtime.getRuntime().addShutdownHook(fresh.onShutdown);
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make folder (" + e.getMessage() + "): " + path, e);
    }
    return fresh;
  }

  void keep() {
    kept = true;
    Runtime.getRuntime().removeShutdownHook(onShutdown);
  }

  @Override
  public void close() {
    if (!kept) {
      remove();
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    }
  }

  private void remove() {
    if (folder.exists() && !FileUtil.fullyDelete(folder)) {
      throw new UncheckedIOException(new IOException("Cannot remove " + folder));
    }
  }
}
