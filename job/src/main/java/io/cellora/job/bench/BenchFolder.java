package io.cellora.job.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a benchmark puts what it generates; a temporary one is removed in the end. */
public record BenchFolder(Path path, Optional<Path> removed) implements AutoCloseable {

  /** The folder asked for, made if it is missing, or a temporary one. */
  public static BenchFolder open(Optional<Path> wanted) {
    try {
      if (wanted.isPresent()) {
        return new BenchFolder(Files.createDirectories(wanted.get()), Optional.empty());
      }
      Path temporary = Files.createTempDirectory("cellora-bench-");
      return new BenchFolder(temporary, Optional.of(temporary));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make work folder ("
              + e.getMessage()
              + "): "
              + wanted.orElse(Path.of(System.getProperty("java.io.tmpdir"))),
          e);
    }
  }

  /** The path of a file that is generated now; one that an earlier run left there is removed. */
  public static Path fresh(Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      Files.deleteIfExists(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot replace " + file + " (" + e.getMessage() + ")", e);
    }
  }

  @Override
  public void close() {
    removed.ifPresent(BenchFolder::remove);
  }

  private static void remove(Path folder) {
    try (Stream<Path> inside = Files.walk(folder)) {
      inside.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot remove work folder (" + e.getMessage() + "): " + folder, e);
    }
  }
}
