package io.cellora.lora;

/** Ways to the same numbers with less work; each can be switched off to compare. */
public enum Shortcut {
  /** W0 x + b0 is computed once for each cell, not once a step. */
  FROZEN_PREFIX,
  /** The first layer's adapter multiplies the nonzeros alone. */
  SPARSE_ADAPTER,
  /** The reconstruction error is taken in its Gram form, without the genes. */
  GRAM_RECONSTRUCTION
}
