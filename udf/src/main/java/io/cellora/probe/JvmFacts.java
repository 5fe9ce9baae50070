package io.cellora.probe;

import io.cellora.torch.TorchProbe.Torch;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What one JVM of a session found: the driver, or an executor that sends it to the driver. */
public record JvmFacts(
    Place place, Processor processor, Memory memory, Natives natives, Torch torch, Gpus gpus)
    implements Serializable {

  /** Spark's name for the driver where it names executors. */
  public static final String DRIVER = "driver";

  /**
   * Which JVM it is.
   *
   * @param id of the executor, or {@value JvmFacts#DRIVER}
   */
  public record Place(String id, String host) implements Serializable {

    public boolean isDriver() {
      return id.equals(DRIVER);
    }
  }

  /**
   * The processor.
   *
   * @param cores that the JVM may use
   * @param features flags that Linux names; empty where it cannot be asked
   */
  public record Processor(String model, int cores, List<String> features) implements Serializable {

    public Processor {
      features = List.copyOf(features);
    }
  }

  /**
   * Memory, in bytes.
   *
   * @param java version of Java
   * @param container limit of the container, {@value #NO_LIMIT} if there is none
   * @param machine memory of the machine
   * @param arenas the variable MALLOC_ARENA_MAX, empty if it is not set
   */
  public record Memory(String java, long heap, long container, long machine, String arenas)
      implements Serializable {

    public static final long NO_LIMIT = 0;

    /** What heap and natives have together. */
    public long limit() {
      return container == NO_LIMIT ? machine : container;
    }
  }

  /**
   * What native libraries need.
   *
   * @param platform operating system and architecture, {@code linux-amd64}
   * @param glibc version, {@code musl}, or empty where it is not known
   * @param glibcxx newest version that libstdc++ offers, empty where it is not known
   */
  public record Natives(String platform, String glibc, String glibcxx, Cache cache)
      implements Serializable {

    /** Why libtorch is not even tried; empty if it may be. */
    public Optional<String> obstacle() {
      return NativesAdvice.of(this).stream()
          .filter(finding -> finding.level() == Finding.Level.CHANGE)
          .map(finding -> finding.about() + ": " + finding.found())
          .findFirst();
    }
  }

  /**
   * The folder that libtorch is unpacked to.
   *
   * @param filled whether libtorch is there already, or in {@code libraryPath}
   * @param libraryPath the variable PYTORCH_LIBRARY_PATH, empty if it is not set
   * @param offline whether downloads are forbidden
   */
  public record Cache(
      String folder,
      boolean writable,
      boolean filled,
      long freeBytes,
      String libraryPath,
      boolean offline)
      implements Serializable {}

  /**
   * GPUs.
   *
   * @param cards what nvidia-smi lists, a name and a size of memory each
   * @param assigned addresses that Spark assigned to tasks of this JVM
   */
  public record Gpus(List<String> cards, List<String> assigned) implements Serializable {

    public Gpus {
      cards = List.copyOf(cards);
      assigned = List.copyOf(assigned);
    }
  }

  /** These facts with the addresses that another task of the same JVM was assigned. */
  public JvmFacts withAssigned(List<String> addresses) {
    TreeSet<String> all = new TreeSet<>(gpus.assigned());
    all.addAll(addresses);
    return new JvmFacts(
        place, processor, memory, natives, torch, new Gpus(gpus.cards(), List.copyOf(all)));
  }
}
