package io.cellora.encoder;

import java.util.Arrays;
import java.util.Locale;

/** In what the frozen weights are kept and multiplied; sums are float32 in any case. */
public enum Precision {
  /** The numbers of SCimilarity, to rounding. */
  FLOAT32,
  /** Half the memory and about twice the speed where the processor has instructions for it. */
  BFLOAT16,
  /** BFLOAT16 on a processor that has instructions for it and measures faster with it. */
  AUTO;

  /**
   * The precision of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Precision of(String name) {
    return Arrays.stream(values())
        .filter(precision -> precision.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid precision: "
                        + name
                        + ", expected one of "
                        + Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
