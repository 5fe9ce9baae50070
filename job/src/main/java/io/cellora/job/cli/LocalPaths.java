package io.cellora.job.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks, before Spark starts, those paths that are surely on this machine's disk. */
final class LocalPaths {

  private final boolean pathsAreLocal;

  private LocalPaths(boolean pathsAreLocal) {
    this.pathsAreLocal = pathsAreLocal;
  }

  /** A path without a scheme is on this disk, unless Hadoop is configured to look elsewhere. */
  static LocalPaths ofThisMachine() {
    return new LocalPaths(System.getenv("HADOOP_CONF_DIR") == null);
  }

  /** Only {@code file:} paths are known to be local; the stages check the rest. */
  static LocalPaths ofCluster() {
    return new LocalPaths(false);
  }

  void requireInputs(List<String> paths) {
    paths.forEach(this::requireInput);
  }

  /** Patterns such as {@code atlas/*.h5ad} are left to the reader. */
  void requireInput(String path) {
    boolean pattern = path.matches(".*[*?{\\[].*");
    if (!pattern && local(path).filter(p -> !Files.exists(p)).isPresent()) {
      throw new IllegalArgumentException("Cannot read input (no such file or folder): " + path);
    }
  }

  /**
   * The stages ask again, on the file system that the output is on; what a killed publication has
   * left there is theirs to mend first.
   */
  void requireFreshOutput(String out, boolean overwrite) {
    if (!overwrite && local(out).filter(LocalPaths::isFinished).isPresent()) {
      throw new IllegalArgumentException(
          "Cannot write output (the folder exists; choose another or add --overwrite): " + out);
    }
  }

  private static boolean isFinished(Path out) {
    return Files.exists(out) && !Files.exists(out.resolve("resume.json"));
  }

  private Optional<Path> local(String path) {
    if (path.startsWith("file:")) {
      return Optional.of(Path.of(URI.create(path).getPath()));
    }
    boolean otherScheme = path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
    return pathsAreLocal && !otherScheme ? Optional.of(Path.of(path)) : Optional.empty();
  }
}
