package io.cellora.lora;

import java.util.Locale;

/** The parts of what a step minimises, in the order of the script's answer. */
public enum LossTerm {
  CROSS_ENTROPY,
  TRIPLET,
  SUPCON,
  RECONSTRUCTION,
  DISTILLATION;

  /** The name in tables. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
