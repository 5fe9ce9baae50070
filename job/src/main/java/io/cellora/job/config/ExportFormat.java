package io.cellora.job.config;

/** What {@code export} writes. */
public enum ExportFormat {
  /** A SCimilarity folder, the adapter merged into its encoder. */
  SCIMILARITY,
  /** The adapter as PEFT keeps it, and its head where it has one. */
  PEFT,
  /** encoder.safetensors, named as in SCimilarity's state dict, and its genes; adapter merged. */
  SAFETENSORS,
  /** A TorchScript module named as its folder, the adapter merged. */
  TORCHSCRIPT
}
