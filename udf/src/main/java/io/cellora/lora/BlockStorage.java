package io.cellora.lora;

/** How the dense numbers of a block are kept. */
public enum BlockStorage {
  FLOAT32,
  /** IEEE's half precision: half of the memory, three decimal digits, no longer exact. */
  FLOAT16
}
