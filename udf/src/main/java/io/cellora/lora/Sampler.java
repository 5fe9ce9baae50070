package io.cellora.lora;

import java.io.Serializable;

/**
 * Which of its cells a worker gives to a step.
 *
 * @param cellsPerClass cells of a class that are given together, unless the kind is uniform
 */
public record Sampler(Kind kind, int cellsPerClass) implements Serializable {

  /** How cells are picked. */
  public enum Kind {
    /** Every cell once an epoch. */
    UNIFORM,
    /** Classes take turns, whatever their size. */
    CLASS,
    /** Classes take turns, and in a class its donors. */
    CLASS_DONOR
  }

  public static final Sampler UNIFORM = new Sampler(Kind.UNIFORM, 1);

  public Sampler {
    if (cellsPerClass < 1) {
      throw new IllegalArgumentException(
          "Invalid cells per class: " + cellsPerClass + ", expected at least 1");
    }
  }
}
