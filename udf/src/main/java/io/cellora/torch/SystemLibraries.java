package io.cellora.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The C and C++ libraries of the system, which libtorch 2.7.1 is linked to. Their versions are read
 * from their files: a library that is too old ends in a message of the loader that names a symbol.
 */
public final class SystemLibraries {

  /** What {@link #glibc} answers where the C library is another. */
  public static final String MUSL = "musl";

  public static final String LEAST_GLIBC = "2.29";
  public static final String LEAST_GLIBCXX = "3.4.26";

  /** Where to run instead. */
  public static final String OTHER_IMAGE =
      "run on Amazon Linux 2023, Ubuntu 20.04, Debian 11 or newer (EMR 7 instead of 6)";

  private static final Pattern LIBC =
      Pattern.compile("/\\S*/(?:libc\\.so\\.6|libc-2\\.\\d+\\.so)$");
  private static final Pattern RELEASE = Pattern.compile("release version (\\d+\\.\\d+)");
  private static final Pattern GLIBCXX = Pattern.compile("GLIBCXX_(3\\.4\\.\\d+)");
  private static final String LIBSTDCXX = "libstdc++.so.6";
  private static final List<String> LIBRARIES =
      List.of("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib64", "lib64", "usr/lib");

  private final Path root;

  /** Libraries of the system whose files stand under a folder, {@code /} for this one. */
  public SystemLibraries(Path root) {
    this.root = root;
  }

  /**
   * Asks for a C library that libtorch can be loaded with, before any native code is touched.
   *
   * @throws IllegalStateException with where to run instead; not where the version is unknown
   */
  void require() {
    String glibc = glibc();
    boolean enough = glibc.isEmpty() || !glibc.equals(MUSL) && Versions.atLeast(glibc, LEAST_GLIBC);
    if (!enough) {
      String found = glibc.equals(MUSL) ? "musl instead of glibc" : "glibc " + glibc;
      throw new IllegalStateException(
          "Cannot start PyTorch ("
              + found
              + ", libtorch 2.7.1 needs glibc "
              + LEAST_GLIBC
              + " or newer): "
              + OTHER_IMAGE);
    }
  }

  /** Version of the C library that this process runs on, or {@value #MUSL}; empty if unknown. */
  public String glibc() {
    List<String> maps = maps();
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
  public String glibcxx(String libraryPath) {
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

  private List<String> maps() {
    try {
      return text(root.resolve("proc/self/maps")).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private Path under(String absolute) {
    return root.resolve(absolute.replaceFirst("^/+", ""));
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
