package io.cellora.torch;

import java.io.Serializable;

/**
 * What torch could compute on besides the processor, as it was found in a JVM.
 *
 * @param cudaBuild whether the libtorch that was loaded is one for CUDA
 * @param visible GPUs that the driver's library libcudart shows to this JVM
 */
public record TorchGpus(boolean cudaBuild, int visible) implements Serializable {

  /** What makes libtorch for the CPU, which is built in, give way to one for CUDA. */
  public static final String CUDA_BUILD =
      "set PYTORCH_LIBRARY_PATH to the lib folder of an installed torch 2.7.1+cu128,"
          + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128";

  /** What makes DJL see the GPUs that are there. */
  public static final String CUDA_RUNTIME =
      "put the folder of libcudart.so on LD_LIBRARY_PATH, and see that nvidia-smi lists the GPU";

  /**
   * Answers the device if it is there.
   *
   * @throws IllegalStateException with what to set if it is a GPU that torch cannot use: torch
   *     itself would abort the JVM, or compute on the processor without a word
   */
  public TorchDevice require(TorchDevice asked) {
    if (!asked.isGpu()) {
      return asked;
    }
    if (visible == 0) {
      throw refused(asked, "no GPU is visible: " + CUDA_RUNTIME + "; " + CUDA_BUILD);
    }
    if (!cudaBuild) {
      throw refused(asked, "libtorch was built for the CPU: " + CUDA_BUILD);
    }
    if (asked.gpu() >= visible) {
      throw refused(
          asked, visible + " visible, cuda:0 to cuda:" + (visible - 1) + ": " + CUDA_RUNTIME);
    }
    return asked;
  }

  private static IllegalStateException refused(TorchDevice asked, String why) {
    return new IllegalStateException("Cannot use the GPU (" + why + "): " + asked);
  }
}
