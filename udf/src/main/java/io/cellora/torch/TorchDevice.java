package io.cellora.torch;

import java.io.Serializable;

/**
 * Where tensors live and scripts run: the processor, or one of the GPUs that this JVM sees.
 *
 * @param gpu number of the GPU, {@value #NO_GPU} for the processor
 */
public record TorchDevice(int gpu) implements Serializable {

  private static final int NO_GPU = -1;

  public static final TorchDevice CPU = new TorchDevice(NO_GPU);

  public TorchDevice {
    if (gpu < NO_GPU) {
      throw new IllegalArgumentException(
          "Invalid number of a GPU: " + gpu + ", expected 0 or more");
    }
  }

  public static TorchDevice cuda(int gpu) {
    if (gpu < 0) {
      throw new IllegalArgumentException(
          "Invalid number of a GPU: " + gpu + ", expected 0 or more");
    }
    return new TorchDevice(gpu);
  }

  public boolean isGpu() {
    return gpu != NO_GPU;
  }

  /** Torch's own name: {@code cpu} or {@code cuda:N}. */
  @Override
  public String toString() {
    return isGpu() ? "cuda:" + gpu : "cpu";
  }
}
