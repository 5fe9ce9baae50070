package io.cellora.job.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A virtual environment whose python is a shell script: it takes the peer's part in a dialogue. */
public final class PythonStandIn {

  private PythonStandIn() {}

  /**
   * Makes the environment.
   *
   * @param script of bash, started with the peer's arguments
   */
  public static Path environment(Path folder, String script) throws IOException {
    Path python = Files.createDirectories(folder.resolve("bin")).resolve("python");
    Files.writeString(python, "#!/usr/bin/env bash\n" + script);
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  /** The script of a peer that says how many cells it took, and copies its rows from a file. */
  public static String answering(int cells, Path rows, int columns) {
    return """
        echo '{"versions": {"python": "3.0", "stand-in": "1"}}'
        while read -r what every file; do
          case $what in
            run) echo '{"cells": %1$d, "seconds": 0.5}' ;;
            write) cp '%2$s' "$file"; echo '{"rows": %1$d, "columns": %3$d}' ;;
          esac
        done
        """
        .formatted(cells, rows, columns);
  }
}
