package io.cellora.weights;

/**
 * What a tensor holds in memory, in the order in which safetensors ranks them; files may hold
 * narrower or wider floats.
 */
public enum DType {
  FLOAT32(4),
  FLOAT64(8),
  INT64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
