package io.cellora.job.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The Python side of benchmarks, which lies in the jar. */
final class PeerFiles {

  private PeerFiles() {}

  /** Copies a file of the jar into a folder. */
  static Path copy(String name, Path folder) {
    Path file = folder.resolve(name);
    try (InputStream in = PeerFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Cannot find " + name + " (not in the jar)");
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + name + " (" + e.getMessage() + ")", e);
    }
  }
}
