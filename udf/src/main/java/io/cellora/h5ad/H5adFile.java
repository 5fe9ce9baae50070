package io.cellora.h5ad;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.filter.FilterManager;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One open h5ad file: finds groups, datasets and attributes, and turns whatever goes wrong inside
 * the HDF5 library into an error that names file and object. One task, one thread.
 */
final class H5adFile implements AutoCloseable {

  static {
    // the last filter of an id wins, for all users of the library in this JVM
    FilterManager.addFilter(new LzfDecoder());
    FilterManager.addFilter(new ShuffleDecoder());
  }

  private final String path;
  private final HadoopChannel channel;
  private final ReadBudget budget;
  private final HdfFile hdf;
  private final Set<String> plausible = new HashSet<>();

  private H5adFile(String path, HadoopChannel channel, ReadBudget budget, HdfFile hdf) {
    this.path = path;
    this.channel = channel;
    this.budget = budget;
    this.hdf = hdf;
  }

  static H5adFile open(String path, Configuration conf) {
    try {
      HadoopChannel channel = HadoopChannel.open(new Path(path), conf);
      try {
        return open(path, channel);
      } catch (RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException("Cannot read " + path + " (no such file)", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path + " (" + e.getMessage() + ")", e);
    }
  }

  private static H5adFile open(String path, HadoopChannel channel) {
    ReadBudget budget = new ReadBudget(channel.size());
    HdfFile hdf;
    try {
      hdf = BoundedStorage.open(channel, budget);
    } catch (RuntimeException | IOException | StackOverflowError e) {
      throw cannotRead(path, "not an HDF5 file, or damaged: " + FileErrors.why(e), e);
    }
    // the library reads a truncated file until it happens to need what is not there
    long expected = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    if (channel.size() < expected) {
      throw cannotRead(
          path, "truncated: " + channel.size() + " bytes of " + expected + " are there", null);
    }
    return new H5adFile(path, channel, budget, hdf);
  }

  String path() {
    return path;
  }

  /** The object at an absolute path such as {@code raw/X}, if the file has it. */
  Optional<Node> find(String object) {
    return reading(
        object,
        () -> {
          Node node = hdf;
          for (String step : object.split("/")) {
            node = node instanceof Group group ? group.getChildren().get(step) : null;
            if (node == null) {
              return Optional.empty();
            }
          }
          return Optional.of(node);
        });
  }

  /** The dataset at a path, if there is one; refuses one that cannot be what it declares. */
  Optional<Dataset> findDataset(String object) {
    Optional<Dataset> dataset =
        find(object).filter(Dataset.class::isInstance).map(Dataset.class::cast);
    dataset.filter(d -> plausible.add(object)).ifPresent(d -> check(object, d));
    return dataset;
  }

  private void check(String object, Dataset dataset) {
    reading(
        object,
        () -> {
          StoredSize.check(dataset, channel.size());
          return true;
        });
  }

  Dataset dataset(String object) {
    return findDataset(object)
        .orElseThrow(() -> cannotRead(path, "no dataset " + object + " in it", null));
  }

  /** Names of what is directly inside a group, sorted; none if the group is not there. */
  Set<String> members(String group) {
    return find(group)
        .filter(Group.class::isInstance)
        .map(
            g ->
                reading(
                    group, () -> (Set<String>) new TreeSet<>(((Group) g).getChildren().keySet())))
        .orElse(Set.of());
  }

  /** The value of an attribute as the HDF5 library gives it, if object and attribute are there. */
  Optional<Object> attribute(String object, String name) {
    return find(object)
        .flatMap(
            node ->
                reading(
                    object + "@" + name,
                    () -> {
                      Attribute attribute = node.getAttribute(name);
                      // an empty list is stored without data
                      return attribute == null || attribute.isEmpty()
                          ? Optional.empty()
                          : Optional.ofNullable(attribute.getData());
                    }));
  }

  Optional<String> text(String object, String attribute) {
    return attribute(object, attribute)
        .map(value -> value instanceof String[] s ? s[0] : value + "");
  }

  /** Runs a read, and names file and object if it fails. */
  <T> T reading(String object, Supplier<T> read) {
    budget.restart();
    try {
      return read.get();
    } catch (RuntimeException | StackOverflowError e) {
      throw cannotRead(path, object + ": " + FileErrors.why(e), e);
    }
  }

  /** An error that names this file. */
  UncheckedIOException cannotRead(String why) {
    return cannotRead(path, why, null);
  }

  private static UncheckedIOException cannotRead(String path, String why, Throwable cause) {
    return FileErrors.cannotRead(path, why, cause);
  }

  /** Closes the stream; the HDF5 library's own close always throws on a foreign channel. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + path, e);
    }
  }
}
