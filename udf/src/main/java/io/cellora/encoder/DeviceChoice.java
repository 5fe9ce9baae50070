package io.cellora.encoder;

import java.util.Arrays;
import java.util.Locale;

/** What a task may compute on; {@code encoder.device} in the settings. */
public enum DeviceChoice {
  /** The GPU that Spark assigned to the task, else the processor. */
  AUTO,
  /** The processor, also where there are GPUs. */
  CPU,
  /** The GPU that Spark assigned to the task; without one the task fails. */
  GPU;

  /**
   * The choice of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DeviceChoice of(String name) {
    return Arrays.stream(values())
        .filter(choice -> choice.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid device: " + name + ", expected one of " + Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
