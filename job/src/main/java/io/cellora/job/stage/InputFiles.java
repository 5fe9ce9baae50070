package io.cellora.job.stage;

import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files a run reads, with what tells whether they are still the same. */
record InputFiles(List<Input> all) {

  /** What stands in the place of a split for the adapter that a training goes on from. */
  static final String ADAPTER = "adapter";

  /** A file of a split, or of what is to be split. */
  record Input(String split, String path, long size, String sha256) {}

  InputFiles {
    all = List.copyOf(all);
  }

  /** Reads every file once, for its hash. */
  static InputFiles of(RunRequest request, Configuration hadoop) {
    List<Input> all = new ArrayList<>();
    request.cells().byRole().forEach((role, paths) -> all.addAll(of(role, paths, hadoop)));
    all.addAll(of(SourceCells.SPLIT, request.source(), hadoop));
    return new InputFiles(all);
  }

  /** These and others, which are no cells. */
  InputFiles with(String what, List<String> paths, Configuration hadoop) {
    List<Input> more = new ArrayList<>(all);
    more.addAll(of(what, paths, hadoop));
    return new InputFiles(more);
  }

  /** These and the Cell Ontology that the settings name, if they do. */
  InputFiles withOntology(Settings settings, Configuration hadoop) {
    return settings
        .evaluate()
        .ontologyFile()
        .map(file -> with("ontology", List.of(file), hadoop))
        .orElse(this);
  }

  /** Those that hold cells to learn from or to be judged on. */
  List<Input> cells() {
    return all.stream()
        .filter(input -> !Set.of(ADAPTER, SourceCells.SPLIT).contains(input.split()))
        .toList();
  }

  /** Those on which forgetting is measured. */
  List<Input> source() {
    return all.stream().filter(input -> input.split().equals(SourceCells.SPLIT)).toList();
  }

  private static List<Input> of(String split, List<String> paths, Configuration hadoop) {
    return paths.stream()
        .flatMap(path -> files(path, hadoop).stream())
        .map(file -> new Input(split, file.getPath().toString(), file.getLen(), hash(file, hadoop)))
        .toList();
  }

  /** The files that a path, folder or glob stands for, by name. */
  private static List<FileStatus> files(String path, Configuration hadoop) {
    try {
      Path given = new Path(path);
      FileSystem files = given.getFileSystem(hadoop);
      FileStatus[] matches = files.globStatus(given);
      if (matches == null) {
        throw new FileNotFoundException("no such file");
      }
      List<FileStatus> all = new ArrayList<>();
      for (FileStatus match : matches) {
        all.addAll(
            match.isDirectory()
                ? Arrays.asList(files.listStatus(match.getPath()))
                : List.of(match));
      }
      all.sort(Comparator.comparing(status -> status.getPath().toString()));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list input (" + e.getMessage() + "): " + path, e);
    }
  }

  private static String hash(FileStatus file, Configuration hadoop) {
    try (InputStream in = file.getPath().getFileSystem(hadoop).open(file.getPath())) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 20];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot hash input (" + e.getMessage() + "): " + file.getPath(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash input (this JVM lacks SHA-256)", e);
    }
  }
}
