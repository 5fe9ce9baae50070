package io.cellora.job.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that are read in one run.
 *
 * @param name what the report calls them
 * @param cells in all of them
 */
public record BenchInput(String name, List<Path> files, long cells) {

  /** A run over fewer cells would measure little but its start. */
  private static final long FEWEST_CELLS = 50_000;

  private static final long MOST_COPIES = 50;

  /** A small file several times, so that a run is long enough: copies by link where that works. */
  public static BenchInput repeated(Path file, long cells, Path folder) {
    long copies = Math.max(1, Math.min(MOST_COPIES, FEWEST_CELLS / Math.max(1, cells)));
    String name = file.getFileName().toString();
    if (copies == 1) {
      return new BenchInput(name, List.of(file), cells);
    }
    List<Path> files = new ArrayList<>();
    try {
      Path copied = Files.createDirectories(folder);
      for (int i = 0; i < copies; i++) {
        Path copy = copied.resolve("%03d-%s".formatted(i, name));
        Files.deleteIfExists(copy);
        files.add(link(file, copy));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + file + " (" + e.getMessage() + ")", e);
    }
    return new BenchInput(name + " x " + copies, files, cells * copies);
  }

  private static Path link(Path file, Path copy) throws IOException {
    try {
      return Files.createLink(copy, file.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      return Files.copy(file, copy);
    }
  }

  public long bytes() {
    return files.stream().mapToLong(file -> file.toFile().length()).sum();
  }
}
