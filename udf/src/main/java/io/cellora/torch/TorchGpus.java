package io.cellora.torch;

import java.io.Serializable;
import java.util.Optional;

/**
 * What torch could compute on besides the processor, as it was found in a JVM.
 *
 * @param cudaBuild whether the libtorch that was loaded is one for CUDA
 * @param visible GPUs that the driver's library libcudart shows to this JVM
 */
public record TorchGpus(boolean cudaBuild, int visible) implements Serializable {

  private static final String CUDA_BUILD =
      "set PYTORCH_LIBRARY_PATH to the lib folder of an installed torch 2.7.1+cu128,"
          + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128";

  private static final String CUDA_RUNTIME =
      "put a folder with libcudart.so, by that very name, on LD_LIBRARY_PATH, and see that"
          + " nvidia-smi lists the GPU";

  /** Why a device cannot be used, and what to set. */
  public record Obstacle(String why, String change) {}

  /** What stands in the way of computing on a device; empty if nothing does. */
  public Optional<Obstacle> obstacle(TorchDevice asked) {
    if (!asked.isGpu()) {
      return Optional.empty();
    }
    if (visible == 0) {
      String both = cudaBuild ? CUDA_RUNTIME : CUDA_RUNTIME + "; and " + CUDA_BUILD;
      return Optional.of(new Obstacle("no GPU is visible", both));
    }
    if (!cudaBuild) {
      return Optional.of(new Obstacle("libtorch was built for the CPU", CUDA_BUILD));
    }
    return asked.gpu() < visible
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                "cuda:0 to cuda:" + (visible - 1) + " are visible",
                "see that the discovery script and CUDA_VISIBLE_DEVICES name the same GPUs"));
  }

  /**
   * Answers the device if it can be used: torch itself would abort the JVM, or compute on the
   * processor without a word.
   *
   * @throws IllegalStateException with what to set if it cannot
   */
  public TorchDevice require(TorchDevice asked) {
    obstacle(asked)
        .ifPresent(
            obstacle -> {
              throw new IllegalStateException(
                  "Cannot use the GPU (%s; %s): %s"
                      .formatted(obstacle.why(), obstacle.change(), asked));
            });
    return asked;
  }
}
