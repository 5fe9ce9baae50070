package io.cellora.job.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * What the stages of an unfinished run have written, in {@code _stages/NAME.json} of its work
 * folder: a record is there once its stage is done.
 */
final class StageRecords {

  static final String FOLDER = "_stages";

  private static final List<String> OTHERS = List.of(FOLDER, ArmTraining.CHECKPOINTS);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final WorkFolder work;

  StageRecords(WorkFolder work) {
    this.work = work;
  }

  /**
   * A stage that is done.
   *
   * @param outputs sizes by path below the work folder
   */
  record Done(String key, double seconds, Map<String, Long> outputs) {}

  /** What a stage has left, if it was done with this key and all of it is there. */
  Optional<Done> done(Stage stage, Map<String, Seen> files) {
    return read(stage)
        .filter(done -> !stage.key().isEmpty() && done.key().equals(stage.key()))
        .filter(
            done ->
                done.outputs().entrySet().stream()
                    .allMatch(
                        output ->
                            files.containsKey(output.getKey())
                                && files.get(output.getKey()).size() == output.getValue()));
  }

  private Optional<Done> read(Stage stage) {
    try (InputStream in = work.files().open(path(stage))) {
      return Optional.of(MAPPER.readValue(in, Done.class));
    } catch (FileNotFoundException | JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot resume (" + e.getMessage() + "; start anew by --overwrite): " + path(stage), e);
    }
  }

  void write(Stage stage, double seconds, Map<String, Seen> before, Map<String, Seen> after) {
    Map<String, Long> outputs = new TreeMap<>();
    after.forEach(
        (path, seen) -> {
          if (!seen.equals(before.get(path))) {
            outputs.put(path, seen.size());
          }
        });
    work.writeWhole(name(stage), new Done(stage.key(), seconds, outputs));
  }

  /** A file as it was found. */
  record Seen(long size, long modified) {}

  /** Every file that stages write, by its path below the work folder. */
  Map<String, Seen> files() {
    Map<String, Seen> found = new HashMap<>();
    try {
      for (FileStatus top : work.files().listStatus(work.root())) {
        String name = top.getPath().getName();
        if (!OTHERS.contains(name) && !name.contains(ResumeFile.NAME)) {
          collect(top, found);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot list output (" + e.getMessage() + "): " + work.root(), e);
    }
  }

  private void collect(FileStatus top, Map<String, Seen> found) throws IOException {
    int root = work.root().toUri().getPath().length() + 1;
    RemoteIterator<LocatedFileStatus> files = work.files().listFiles(top.getPath(), true);
    while (files.hasNext()) {
      FileStatus file = files.next();
      found.put(
          file.getPath().toUri().getPath().substring(root),
          new Seen(file.getLen(), file.getModificationTime()));
    }
  }

  /** Removes what no stage that stands has written, and the folders that are left without files. */
  void removeAllBut(Map<String, Seen> files, Set<String> kept) {
    try {
      for (String file : files.keySet()) {
        if (!kept.contains(file)) {
          work.files().delete(work.path(file), false);
        }
      }
      for (FileStatus top : work.files().listStatus(work.root())) {
        if (top.isDirectory() && !OTHERS.contains(top.getPath().getName())) {
          prune(top.getPath());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot resume (" + e.getMessage() + "): " + work.root(), e);
    }
  }

  private boolean prune(Path folder) throws IOException {
    boolean empty = true;
    for (FileStatus entry : work.files().listStatus(folder)) {
      empty &= entry.isDirectory() && prune(entry.getPath());
    }
    if (empty) {
      work.files().delete(folder, true);
    }
    return empty;
  }

  private Path path(Stage stage) {
    return work.path(name(stage));
  }

  private static String name(Stage stage) {
    return FOLDER + "/" + stage.name() + ".json";
  }
}
