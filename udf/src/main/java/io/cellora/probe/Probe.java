package io.cellora.probe;

import com.sun.management.OperatingSystemMXBean;
import io.cellora.encoder.TaskDevice;
import io.cellora.probe.JvmFacts.Cache;
import io.cellora.probe.JvmFacts.Gpus;
import io.cellora.probe.JvmFacts.Memory;
import io.cellora.probe.JvmFacts.Natives;
import io.cellora.probe.JvmFacts.Place;
import io.cellora.probe.JvmFacts.Processor;
import io.cellora.torch.SystemLibraries;
import io.cellora.torch.TorchProbe;
import io.cellora.torch.TorchProbe.Torch;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkEnv;

/** Gathers the facts of the JVM it runs in, on either side of the border. */
public final class Probe {

  private static JvmFacts known;

  private Probe() {}

  /**
   * The facts of this JVM: gathered once, with the GPUs of the task that asks.
   *
   * @param threads torch threads for each task, used if torch has not been started yet
   */
  public static synchronized JvmFacts ofThisJvm(int threads) {
    if (known == null) {
      known = gather(threads);
    }
    return known.withAssigned(TaskDevice.addresses());
  }

  private static JvmFacts gather(int threads) {
    LinuxFiles linux = new LinuxFiles(Path.of("/"));
    SystemLibraries libraries = new SystemLibraries(Path.of("/"));
    Natives natives =
        new Natives(
            platform(), libraries.glibc(), libraries.glibcxx(variable("LD_LIBRARY_PATH")), cache());
    Torch torch =
        natives
            .obstacle()
            .map(why -> Torch.absent("not tried, " + why))
            .orElseGet(() -> TorchProbe.start(threads));
    return new JvmFacts(
        new Place(SparkEnv.get().executorId(), host()),
        new Processor(
            linux.processorModel(),
            Runtime.getRuntime().availableProcessors(),
            linux.processorFlags()),
        memory(linux),
        natives,
        torch,
        new Gpus(NvidiaSmi.cards("nvidia-smi"), List.of()));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return system + "-" + System.getProperty("os.arch");
  }

  /** Java's figure of the memory heeds a container; the difference shows its limit. */
  private static Memory memory(LinuxFiles linux) {
    long usable =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long machine = linux.memory().orElse(usable);
    return new Memory(
        System.getProperty("java.version"),
        Runtime.getRuntime().maxMemory(),
        usable < machine ? usable : Memory.NO_LIMIT,
        machine,
        variable("MALLOC_ARENA_MAX"));
  }

  private static Cache cache() {
    try {
      return CacheFolder.look(
          TorchProbe.cacheFolder(), variable("PYTORCH_LIBRARY_PATH"), TorchProbe.offline());
    } catch (LinkageError e) {
      return CacheFolder.look(Path.of(System.getProperty("user.home"), ".djl.ai"), "", false);
    }
  }

  private static String variable(String name) {
    return System.getenv().getOrDefault(name, "");
  }
}
