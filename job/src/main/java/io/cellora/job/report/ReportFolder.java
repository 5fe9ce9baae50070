package io.cellora.job.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Puts files into a folder of any Hadoop file system: each is there whole or not at all, and none
 * is overwritten.
 */
final class ReportFolder {

  private final FileSystem fs;
  private final Path folder;

  ReportFolder(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  void write(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String name, byte[] bytes) {
    Path target = new Path(folder, name);
    try {
      writeThenRename(new Path(folder, "." + name + ".partial"), target, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write report file (" + e.getMessage() + "): " + target, e);
    }
  }

  private void writeThenRename(Path partial, Path target, byte[] bytes) throws IOException {
    if (fs.exists(target)) {
      throw new IllegalStateException(
          "Cannot write report file (it exists; choose another folder or remove it): " + target);
    }
    try (OutputStream out = fs.create(partial, true)) {
      out.write(bytes);
    }
    if (!fs.rename(partial, target)) {
      fs.delete(partial, false);
      throw new IOException("the file system refused to rename " + partial);
    }
  }
}
