package io.cellora.encoder;

/** What a task may compute on; {@code encoder.device} in the settings. */
public enum DeviceChoice {
  /** The GPU that Spark assigned to the task, else the processor. */
  AUTO,
  /** The processor, also where there are GPUs. */
  CPU,
  /** The GPU that Spark assigned to the task; without one the task fails. */
  GPU
}
