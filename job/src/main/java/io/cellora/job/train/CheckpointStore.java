package io.cellora.job.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The checkpoints of one training in a folder of any Hadoop file system: {@code
 * step-00000200.safetensors} with the arrays, then {@code step-00000200.json}, which names their
 * hash and whose presence makes it a checkpoint. Each is written under a hidden name, closed, then
 * renamed.
 */
public final class CheckpointStore {

  private static final String TENSORS = ".safetensors";
  private static final String STATE = ".json";
  private static final Pattern STATE_NAME = Pattern.compile("step-\\d{8,}\\.json");

  private final FileSystem files;
  private final Path folder;
  private final int keep;

  /**
   * @param keep how many checkpoints stay; older ones are removed after a newer one is complete
   */
  public CheckpointStore(FileSystem files, Path folder, int keep) {
    this.files = files;
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * Writes a checkpoint, then removes those that are too old.
   *
   * @throws IOException if it could not be written; those before are as they were
   */
  public void save(Checkpoint checkpoint) throws IOException {
    String name = "step-%08d".formatted(checkpoint.place().stepsDone());
    CheckpointFiles written = CheckpointFiles.of(checkpoint);
    // One of the same step is left only if it could not be read.
    files.delete(new Path(folder, name + STATE), false);
    write(name + TENSORS, written.tensors());
    write(name + STATE, written.state());
    List<String> names = names();
    for (String old : names.subList(0, Math.max(0, names.size() - keep))) {
      files.delete(new Path(folder, old + STATE), false);
      files.delete(new Path(folder, old + TENSORS), false);
    }
  }

  /**
   * The newest checkpoint that is whole.
   *
   * @param refused hears, by name and reason, of each newer one that is not
   */
  public Optional<Checkpoint> latest(Consumer<String> refused) {
    try {
      List<String> names = new ArrayList<>(names());
      names.sort(Comparator.reverseOrder());
      for (String name : names) {
        try {
          return Optional.of(read(name));
        } catch (IOException | IllegalArgumentException e) {
          refused.accept("Cannot use checkpoint (%s): %s".formatted(e.getMessage(), path(name)));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot list checkpoints (" + e.getMessage() + "): " + folder, e);
    }
  }

  /** Where the newest complete one is, or "none", for messages. */
  public String newest() {
    try {
      List<String> names = names();
      return names.isEmpty() ? "none" : path(names.get(names.size() - 1)).toString();
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }

  private Path path(String name) {
    return new Path(folder, name + STATE);
  }

  private Checkpoint read(String name) throws IOException {
    return new CheckpointFiles(bytes(name + STATE), bytes(name + TENSORS)).checkpoint();
  }

  private byte[] bytes(String file) throws IOException {
    try (FSDataInputStream in = files.open(new Path(folder, file))) {
      return in.readAllBytes();
    }
  }

  private void write(String file, byte[] content) throws IOException {
    Path hidden = new Path(folder, "." + file + ".inprogress");
    try {
      try (OutputStream out = files.create(hidden, true)) {
        out.write(content);
      }
      Path target = new Path(folder, file);
      files.delete(target, false);
      if (!files.rename(hidden, target)) {
        throw new IOException("the file system refused to rename " + hidden);
      }
    } catch (IOException e) {
      removeQuietly(hidden, e);
      throw e;
    }
  }

  /** What a full disk holds of a file that could not be written takes room from the next. */
  private void removeQuietly(Path hidden, IOException failure) {
    try {
      files.delete(hidden, false);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The names of complete checkpoints, oldest first. */
  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus file : files.listStatus(folder)) {
        String name = file.getPath().getName();
        if (STATE_NAME.matcher(name).matches()) {
          names.add(name.substring(0, name.length() - STATE.length()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }
}
