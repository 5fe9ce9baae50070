package io.cellora.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What files of Linux tell of a machine; what they do not tell is empty. */
final class LinuxFiles {

  private final Path root;

  LinuxFiles(Path root) {
    this.root = root;
  }

  String processorModel() {
    return cpuinfo("model name").orElse("");
  }

  List<String> processorFlags() {
    return cpuinfo("flags").map(flags -> List.of(flags.split(" "))).orElse(List.of());
  }

  /** Memory of the machine in bytes, whatever a container may use of it. */
  OptionalLong memory() {
    return lines("proc/meminfo").stream()
        .filter(line -> line.startsWith("MemTotal:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst();
  }

  private Optional<String> cpuinfo(String key) {
    return lines("proc/cpuinfo").stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  private List<String> lines(String file) {
    try {
      return text(root.resolve(file)).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
