package io.cellora.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the PyTorch engine once per JVM, on either side of the border, with the threads that a
 * task may use and without a look at the network.
 */
public final class TorchEngine {

  private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);

  /** What each thread was told last: torch and its BLAS keep the number of threads by thread. */
  private static final ThreadLocal<Integer> APPLIED = ThreadLocal.withInitial(() -> 0);

  private static NDManager root;
  private static volatile int threadsOfCaller;

  private TorchEngine() {}

  /**
   * Starts the engine unless it runs already.
   *
   * @param threads torch threads for each calling thread; read at the first start only
   * @throws IllegalStateException if the native libraries cannot be loaded
   */
  public static synchronized void start(int threads) {
    if (root != null) {
      return;
    }
    defaultProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    defaultProperty("ai.djl.pytorch.num_interop_threads", "1");
    defaultProperty("ai.djl.offline", "true");
    defaultProperty("OPT_OUT_TRACKING", "true");
    new SystemLibraries(Path.of("/")).require();
    Path cache = TorchProbe.cacheFolder();
    try (NativeLock held = NativeLock.take(cache)) {
      new NativeCache(cache).requireOwnUnlessChosen();
      // Named, because DJL's default is the first GPU where there is one.
      root = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
      threadsOfCaller = JniUtils.getNumThreads();
      LOG.debug("PyTorch {} started under {}", Engine.getEngine("PyTorch").getVersion(), held);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(
          "Cannot start PyTorch ("
              + e.getMessage()
              + "): libtorch 2.7.1 needs linux-x86_64 with glibc 2.29 or newer and about 0.5 GB in"
              + " the folder named by DJL_CACHE_DIR",
          e);
    }
  }

  /** A scope for tensors that live as long as the JVM or until it is closed. */
  public static NativeScope newScope() {
    return new NativeScope(manager().newSubManager());
  }

  /**
   * A scope on a device.
   *
   * @throws IllegalStateException with what to set if it is a GPU that is not there
   */
  public static NativeScope newScope(TorchDevice device) {
    if (!device.isGpu()) {
      return newScope();
    }
    TorchDevice there = gpus().require(device);
    return new NativeScope(manager().newSubManager(Device.gpu(there.gpu())));
  }

  /** The GPUs that this JVM could use; asking touches none of them. */
  public static TorchGpus gpus() {
    manager();
    boolean cudaBuild = Engine.getEngine("PyTorch").hasCapability(StandardCapabilities.CUDA);
    return new TorchGpus(cudaBuild, CudaUtils.getGpuCount());
  }

  /** Torch threads of each calling thread. */
  public static int threads() {
    manager();
    return threadsOfCaller;
  }

  /** Sets torch's threads for the whole JVM and answers how many there were. */
  public static int useThreads(int threads) {
    manager();
    int before = threadsOfCaller;
    threadsOfCaller = threads;
    applyThreads();
    return before;
  }

  /**
   * Gives the calling thread its number of torch threads. Without this a thread that is new to
   * torch may start with all cores, and round differently than it does later.
   */
  static void applyThreads() {
    int threads = threadsOfCaller;
    if (APPLIED.get() != threads) {
      JniUtils.setNumThreads(threads);
      APPLIED.set(threads);
    }
  }

  /** Seeds torch's own generator; only the pretraining draws from it. */
  public static void seed(int seed) {
    manager();
    Engine.getEngine("PyTorch").setRandomSeed(seed);
  }

  /** The version of libtorch. */
  public static String version() {
    manager();
    return Engine.getEngine("PyTorch").getVersion();
  }

  /** Whether the processor multiplies bfloat16 in hardware; not known outside of Linux. */
  public static boolean processorKnowsBfloat16() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .filter(flags -> flags.contains(" avx512_bf16") || flags.contains(" amx_bf16"))
          .isPresent();
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  static synchronized NDManager manager() {
    start(1);
    return root;
  }

  private static void defaultProperty(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
