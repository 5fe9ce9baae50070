package io.cellora.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the driver's own program for the GPUs of this machine. */
final class NvidiaSmi {

  private static final int PATIENCE_SECONDS = 10;

  private NvidiaSmi() {}

  /** A line a GPU, {@code NVIDIA L4, 23034 MiB}; none if the program is missing or fails. */
  static List<String> cards(String program) {
    try {
      Path answer = Files.createTempFile("cellora-gpus", ".txt");
      try {
        return ask(program, answer);
      } finally {
        Files.delete(answer);
      }
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Through a file, because a driver that hangs would never end the stream. */
  private static List<String> ask(String program, Path answer)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program, "--query-gpu=name,memory.total", "--format=csv,noheader")
            .redirectErrorStream(true)
            .redirectOutput(answer.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return List.of();
    }
    return process.exitValue() == 0
        ? Files.readAllLines(answer).stream().filter(line -> !line.isBlank()).toList()
        : List.of();
  }
}
