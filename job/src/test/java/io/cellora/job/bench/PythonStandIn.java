package io.cellora.job.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Collectors;

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

  /** The script of a peer whose steps take a quarter of a second each and have these losses. */
  public static String training(int cells, double[] losses) {
    String all = Arrays.stream(losses).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    return """
        echo '{"versions": {"python": "3.0", "stand-in": "1"}}'
        losses=(%2$s)
        at=0
        listed() { local IFS=,; echo "[$*]"; }
        while read -r what steps; do
          case $what in
            restart) at=0; echo '{"step": 0}' ;;
            train)
              taken=("${losses[@]:at:steps}")
              at=$((at + steps))
              cells=("${taken[@]/*/%1$d}")
              seconds=("${taken[@]/*/0.25}")
              printf '{"cells": %%s, "seconds": %%s, "losses": {"total": %%s}, "peak_bytes": 4096}\n' \\
                "$(listed "${cells[@]}")" "$(listed "${seconds[@]}")" "$(listed "${taken[@]}")" ;;
          esac
        done
        """
        .formatted(cells, all);
  }
}
