package io.cellora.torch;

import java.util.Arrays;

/** Versions of numbers and dots, compared number by number. */
public final class Versions {

  private Versions() {}

  static int compare(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  /** Whether a version is another or newer. */
  public static boolean atLeast(String version, String least) {
    return compare(version, least) >= 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
