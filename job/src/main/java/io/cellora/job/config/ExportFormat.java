package io.cellora.job.config;

/** What {@code export} writes. */
public enum ExportFormat {
  /** A SCimilarity folder, the adapter merged into its encoder. */
  SCIMILARITY,
  /** The adapter alone, as PEFT keeps it. */
  PEFT,
  /** encoder.safetensors, named as in SCimilarity's state dict, the adapter merged. */
  SAFETENSORS,
  /** A TorchScript module named as its folder, the adapter merged. */
  TORCHSCRIPT
}
