package io.cellora.torch;

import ai.djl.util.Utils;
import java.io.Serializable;
import java.nio.file.Path;

/** Finds out whether torch runs in this JVM; what goes wrong is answered, not thrown. */
public final class TorchProbe {

  private TorchProbe() {}

  /**
   * What was found.
   *
   * @param version of libtorch; empty if it did not start
   * @param threads of a calling thread; 0 if it did not start
   * @param problem why torch did not start; empty if it did
   */
  public record Torch(String version, int threads, TorchGpus gpus, String problem)
      implements Serializable {

    /** Torch that was not, or could not be, started. */
    public static Torch absent(String problem) {
      return new Torch("", 0, new TorchGpus(false, 0), problem);
    }

    public boolean started() {
      return problem.isEmpty();
    }
  }

  /** Starts torch unless it runs already, as a task would. */
  public static Torch start(int threads) {
    try {
      TorchEngine.start(threads);
      return new Torch(TorchEngine.version(), TorchEngine.threads(), TorchEngine.gpus(), "");
    } catch (RuntimeException | LinkageError e) {
      return Torch.absent(innermost(e));
    }
  }

  /** The folder that natives are unpacked to. */
  public static Path cacheFolder() {
    return Utils.getEngineCacheDir("pytorch");
  }

  /** Whether downloads are forbidden; Cellora forbids them unless DJL_OFFLINE is false. */
  public static boolean offline() {
    return !"false".equalsIgnoreCase(Utils.getEnvOrSystemProperty("DJL_OFFLINE"));
  }

  /** The innermost cause knows which library or symbol is missing. */
  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
      cause = cause.getCause();
    }
    String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return said.startsWith("Cannot ") ? said : cause.getClass().getSimpleName() + ": " + said;
  }
}
