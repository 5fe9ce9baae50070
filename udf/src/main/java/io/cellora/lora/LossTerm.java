package io.cellora.lora;

/** The terms of the training loss, in the order in which they are reported. */
public enum LossTerm {
  CROSS_ENTROPY,
  TRIPLET,
  SUPCON,
  RECONSTRUCTION,
  DISTILLATION
}
