package io.cellora.job.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Finds the settings where the driver runs, which in cluster mode is not where the command was
 * given: on its disk, among the files that spark-submit was given, or on any Hadoop file system.
 */
final class SettingsFile {

  /** What {@code --files} becomes: everywhere, and on YARN. */
  private static final String[] SUBMITTED = {"spark.files", "spark.yarn.dist.files"};

  private final SparkConf conf;

  /**
   * @param conf what spark-submit has set, and what a file system needs
   */
  SettingsFile(SparkConf conf) {
    this.conf = conf;
  }

  /** A file on this disk with what is named; a copy if it is elsewhere. */
  java.nio.file.Path local(String name) {
    boolean elsewhere = new Path(name).toUri().getScheme() != null;
    java.nio.file.Path here = elsewhere ? null : java.nio.file.Path.of(name);
    if (!elsewhere && Files.exists(here)) {
      return here;
    }
    Optional<String> url = elsewhere ? Optional.of(name) : submitted(name);
    return url.or(() -> onDefaultFileSystem(name)).map(this::copy).orElse(here);
  }

  /** Where all other paths without a scheme are; empty if that is this disk or has no such file. */
  private Optional<String> onDefaultFileSystem(String name) {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    if ("file".equals(FileSystem.getDefaultUri(hadoop).getScheme())) {
      return Optional.empty();
    }
    try {
      Path named = new Path(name);
      FileSystem files = named.getFileSystem(hadoop);
      Path there = files.makeQualified(named);
      return files.exists(there) ? Optional.of(there.toString()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read settings (" + e.getMessage() + "): " + name, e);
    }
  }

  private Optional<String> submitted(String name) {
    return Arrays.stream(SUBMITTED)
        .flatMap(key -> Arrays.stream(conf.get(key, "").split(",")))
        .filter(url -> !url.isBlank() && nameOf(url).equals(name))
        .findFirst()
        .map(url -> url.replaceFirst("#.*", ""));
  }

  /** The name that a file travels under, which {@code URL#NAME} changes. */
  private static String nameOf(String url) {
    return url.contains("#") ? url.substring(url.indexOf('#') + 1) : new Path(url).getName();
  }

  private java.nio.file.Path copy(String url) {
    Path from = new Path(url);
    try (InputStream in =
        from.getFileSystem(SparkHadoopUtil.get().newConfiguration(conf)).open(from)) {
      File folder = Files.createTempDirectory("cellora-settings").toFile();
      java.nio.file.Path copy = folder.toPath().resolve(from.getName());
      folder.deleteOnExit();
      copy.toFile().deleteOnExit();
      Files.copy(in, copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read settings (" + e.getMessage() + "): " + url, e);
    }
  }
}
