package io.cellora.h5ad;

import io.cellora.h5ad.storage.ChunkDecoder;
import io.cellora.h5ad.storage.Elements;
import io.cellora.h5ad.storage.Inflation;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.links.SoftLink;
import io.jhdf.storage.HdfBackingStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** Hadoop configuration: how executors inflate chunks. */
  static final String INFLATER_KEY = "cellora.h5ad.inflater";

  private static final int OPEN_DATASETS = 32;

  /** How many soft links may follow each other. */
  private static final int MAX_LINKS = 16;

  private final String path;
  private final HadoopChannel channel;
  private final ReadBudget budget;
  private final HdfFile hdf;
  private final ChunkDecoder decoder;
  private final Map<String, Object[]> categories = new HashMap<>();
  private final Set<String> plausible = new HashSet<>();

  /** Datasets that were read last; each keeps a decoded chunk. */
  private final Map<String, Elements> elements =
      new LinkedHashMap<>(2 * OPEN_DATASETS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Elements> eldest) {
          return size() > OPEN_DATASETS;
        }
      };

  private H5adFile(
      String path, HadoopChannel channel, ReadBudget budget, HdfFile hdf, Inflation inflation) {
    this.path = path;
    this.channel = channel;
    this.budget = budget;
    this.hdf = hdf;
    this.decoder = new ChunkDecoder(channel, inflation);
  }

  static H5adFile open(String path, Configuration conf) {
    try {
      HadoopChannel channel = HadoopChannel.open(new Path(path), conf);
      try {
        return open(path, channel, inflation(conf));
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

  private static H5adFile open(String path, HadoopChannel channel, Inflation inflation) {
    ReadBudget budget = new ReadBudget(channel.size());
    HdfFile hdf;
    try {
      hdf = StoreStorage.open(channel, budget);
    } catch (RuntimeException | IOException | StackOverflowError e) {
      throw FileErrors.cannotRead(path, "not an HDF5 file, or damaged: " + FileErrors.why(e), e);
    }
    // the library reads a truncated file until it happens to need what is not there
    long expected = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    if (channel.size() < expected) {
      throw FileErrors.cannotRead(
          path, "truncated: " + channel.size() + " bytes of " + expected + " are there", null);
    }
    return new H5adFile(path, channel, budget, hdf, inflation);
  }

  private static Inflation inflation(Configuration conf) {
    return Inflation.of(conf.get(INFLATER_KEY, Inflation.AUTO.toString()));
  }

  String path() {
    return path;
  }

  /** Length of the file in bytes. */
  long size() {
    return channel.size();
  }

  /** The bytes themselves, and how many of them were asked from the store. */
  HadoopChannel channel() {
    return channel;
  }

  /** Chunks that were decoded so far. */
  long decodedChunks() {
    return decoder.decodedChunks();
  }

  /** The numbers of a dataset; whoever reads it in order decodes each of its chunks once. */
  Elements elements(Dataset dataset) {
    String object = dataset.getPath();
    Elements known = elements.get(object);
    if (known == null) {
      long base = hdf.getHdfBackingStorage().getUserBlockSize();
      known = reading(object, () -> Elements.open(dataset, decoder, base));
      elements.put(object, known);
    }
    return known;
  }

  /** The object at an absolute path such as {@code raw/X}, if the file has it. */
  Optional<Node> find(String object) {
    return reading(object, () -> walk(hdf, object, MAX_LINKS));
  }

  private Optional<Node> walk(Group start, String object, int links) {
    Node node = start;
    for (String step : object.split("/")) {
      if (!(node instanceof Group group)) {
        return Optional.empty();
      }
      if (!step.isEmpty()) {
        Node child = group.getChildren().get(step);
        node = child instanceof Link link ? follow(group, link, links) : child;
      }
    }
    return Optional.ofNullable(node);
  }

  /** The library would follow a link to itself until the stack overflows. */
  private Node follow(Group group, Link link, int links) {
    String target = link.getTargetPath();
    if (!(link instanceof SoftLink)) {
      throw new IllegalStateException("a link into another file, which is not followed: " + target);
    }
    if (links == 0) {
      throw new IllegalStateException("links that lead in a circle, to " + target);
    }
    return walk(target.startsWith("/") ? hdf : group, target, links - 1).orElse(null);
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
    return findDataset(object).orElseThrow(() -> cannotRead("no dataset " + object + " in it"));
  }

  /**
   * Where an object's header is in the file, which is what references hold; -1 if it is not there.
   */
  long address(String object) {
    return find(object).map(node -> reading(object, node::getAddress)).orElse(-1L);
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

  /** The first string of an attribute, if object and attribute are there. */
  Optional<String> text(String object, String attribute) {
    return Attributes.texts(this, object, attribute).flatMap(t -> t.stream().findFirst());
  }

  /**
   * The categories of a column: read once, and the same objects for all of its rows, however small
   * the blocks in which they are read.
   */
  Object[] categories(String object, Supplier<Object[]> read) {
    Object[] known = categories.get(object);
    if (known == null) {
      known = read.get();
      categories.put(object, known);
    }
    return known;
  }

  HdfBackingStorage storage() {
    return hdf.getHdfBackingStorage();
  }

  /** Runs a read, and names file and object if it fails. */
  <T> T reading(String object, Supplier<T> read) {
    budget.restart();
    try {
      return read.get();
    } catch (RuntimeException | StackOverflowError e) {
      throw FileErrors.cannotRead(path, object + ": " + FileErrors.why(e), e);
    }
  }

  /** The same for a read that fills an array. */
  void reading(String object, Runnable read) {
    reading(
        object,
        () -> {
          read.run();
          return null;
        });
  }

  /** An error that names this file. */
  UncheckedIOException cannotRead(String why) {
    return FileErrors.cannotRead(path, why, null);
  }

  /** Closes the stream; the HDF5 library's own close always throws on a foreign channel. */
  @Override
  public void close() {
    decoder.close();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + path, e);
    }
  }
}
