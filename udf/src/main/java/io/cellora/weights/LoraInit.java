package io.cellora.weights;

/** How an adapter starts; names and arithmetic are PEFT's. */
public enum LoraInit {
  /** A uniform in +-1 / sqrt(in), B zero. */
  DEFAULT,
  /** A normal with deviation 1 / r, B zero. */
  GAUSSIAN,
  /** The r largest singular directions of the base weight (2404.02948). */
  PISSA,
  /** The first r directions of the base weight's QR decomposition (2406.01775). */
  OLORA;

  /**
   * Whether A and B start as a part of the base weight: that part is subtracted by a frozen
   * companion of the same rank, so that the base weight need not be written.
   */
  public boolean ofBaseWeight() {
    return this == PISSA || this == OLORA;
  }

  /**
   * PEFT's init_lora_weights for a finished adapter. With its companion an adapter is plain LoRA;
   * PEFT would change the base weight if it read the name of the method.
   */
  Object inPeft() {
    return this == GAUSSIAN ? "gaussian" : Boolean.TRUE;
  }
}
