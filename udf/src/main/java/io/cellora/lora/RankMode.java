package io.cellora.lora;

/** Whether ranks change while training, and by what. */
public enum RankMode {
  OFF,
  /** Once, by the singular values of B A. */
  ENERGY,
  /** Little by little, by the importance of each direction over all layers (2303.10512). */
  ADALORA
}
