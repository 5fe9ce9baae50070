package io.cellora.job.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A virtual environment of Python with what the peers need. */
public final class PeerEnvironment {

  private static final String MARK = "cellora-peers";

  private PeerEnvironment() {}

  /**
   * The Python of an environment: as it is if there is one in the folder, else made there.
   *
   * @param progress is told what pip does
   */
  public static Path python(Path folder, PeerKit kit, Path work, Consumer<String> progress) {
    Path python = folder.resolve("bin").resolve("python");
    Path unfinished = folder.resolve(MARK + ".unfinished");
    if (Files.isExecutable(python) && !Files.exists(unfinished)) {
      return python;
    }
    run(progress, List.of("python3", "-m", "venv", folder.toString()));
    try {
      Files.writeString(unfinished, "made by cellora; not complete while this file is here\n");
      install(python, PeerFiles.copy(kit.requirements(), work), List.of(), progress);
      kit.bareRequirements()
          .map(file -> PeerFiles.copy(file, work))
          .ifPresent(file -> install(python, file, List.of("--no-deps"), progress));
      Files.delete(unfinished);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make virtual environment (" + e.getMessage() + "): " + folder, e);
    }
    return python;
  }

  private static void install(
      Path python, Path requirements, List<String> more, Consumer<String> progress) {
    List<String> command =
        new ArrayList<>(
            List.of(python.toString(), "-m", "pip", "install", "--progress-bar", "off"));
    command.addAll(more);
    command.addAll(List.of("-r", requirements.toString()));
    run(progress, command);
  }

  private static void run(Consumer<String> progress, List<String> command) {
    String last = "";
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader lines = process.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          last = line.isBlank() || line.startsWith("[notice]") ? last : line.strip();
          progress.accept(last);
        }
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException("exit code " + code + ": " + last);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make the peer's environment (" + e.getMessage() + "): " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot make the peer's environment (interrupted)", e);
    }
  }
}
