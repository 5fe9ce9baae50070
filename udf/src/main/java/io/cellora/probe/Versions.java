package io.cellora.probe;

import java.util.Arrays;

/** Versions of numbers and dots, compared number by number. */
final class Versions {

  private Versions() {}

  static int compare(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  static boolean atLeast(String version, String least) {
    return compare(version, least) >= 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
