package io.cellora.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A jar that the build has made, with the names of its files. */
record BuiltJar(Path file, List<String> names) {

  private static final String CLASS = ".class";

  /** A jar of a folder below the project's, by the pattern of its name; there must be one. */
  static BuiltJar of(String folder, String pattern) {
    Path root = Path.of("..", folder);
    try (Stream<Path> files = Files.list(root)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().matches(pattern)).toList();
      if (found.size() != 1) {
        throw new IllegalStateException("Cannot find one jar " + pattern + ": " + found);
      }
      return read(found.get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static BuiltJar read(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new BuiltJar(
          file, zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packages of its classes, with slashes. */
  Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    classes().forEach(name -> packages.add(name.substring(0, Math.max(0, name.lastIndexOf('/')))));
    return packages;
  }

  List<String> classes() {
    return names.stream().filter(name -> name.endsWith(CLASS)).toList();
  }

  boolean holdsClass(String name) {
    return names.contains(name.replace('.', '/') + CLASS);
  }

  /** The providers that a file of META-INF/services names, without comments. */
  Set<String> providers(String service) {
    Set<String> providers = new TreeSet<>();
    text(service)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .forEach(providers::add);
    return providers;
  }

  List<String> services() {
    return names.stream().filter(name -> name.startsWith("META-INF/services/")).toList();
  }

  /** A file's bytes as characters. */
  String text(String name) {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
