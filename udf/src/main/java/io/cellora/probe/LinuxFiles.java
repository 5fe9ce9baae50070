package io.cellora.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What files of Linux tell of a machine; what they do not tell is empty. */
final class LinuxFiles {

  static final String MUSL = "musl";

  private static final Pattern LIBC =
      Pattern.compile("/\\S*/(?:libc\\.so\\.6|libc-2\\.\\d+\\.so)$");
  private static final Pattern RELEASE = Pattern.compile("release version (\\d+\\.\\d+)");
  private static final Pattern GLIBCXX = Pattern.compile("GLIBCXX_(3\\.4\\.\\d+)");
  private static final String LIBSTDCXX = "libstdc++.so.6";
  private static final List<String> LIBRARIES =
      List.of("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib64", "lib64", "usr/lib");

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

  /** Version of the C library that this process runs on. */
  String glibc() {
    List<String> maps = lines("proc/self/maps");
    if (maps.stream().anyMatch(line -> line.contains("/ld-musl-"))) {
      return MUSL;
    }
    return maps.stream()
        .map(LIBC::matcher)
        .filter(Matcher::find)
        .map(found -> newest(under(found.group()), RELEASE))
        .findFirst()
        .orElse("");
  }

  /**
   * Newest symbols of the C++ library that a library loaded by this process would find.
   *
   * @param libraryPath the variable LD_LIBRARY_PATH
   */
  String glibcxx(String libraryPath) {
    List<Path> folders = new ArrayList<>();
    Stream.of(libraryPath.split(":"))
        .filter(f -> !f.isBlank())
        .map(this::under)
        .forEach(folders::add);
    LIBRARIES.stream().map(root::resolve).forEach(folders::add);
    return folders.stream()
        .map(folder -> folder.resolve(LIBSTDCXX))
        .filter(Files::isReadable)
        .map(file -> newest(file, GLIBCXX))
        .findFirst()
        .orElse("");
  }

  private Optional<String> cpuinfo(String key) {
    return lines("proc/cpuinfo").stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  private Path under(String absolute) {
    return root.resolve(absolute.replaceFirst("^/+", ""));
  }

  private List<String> lines(String file) {
    try {
      return text(root.resolve(file)).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String newest(Path file, Pattern version) {
    try {
      return version
          .matcher(text(file))
          .results()
          .map(found -> found.group(1))
          .max(Versions::compare)
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** Bytes as they are: libraries are searched, too. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
