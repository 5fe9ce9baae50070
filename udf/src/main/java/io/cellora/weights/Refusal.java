package io.cellora.weights;

/** Words for a file that is not what it should be: {@code Cannot read <file> (<why>): <value>}. */
final class Refusal {

  private Refusal() {}

  static IllegalArgumentException of(String file, String why, Object value) {
    return new IllegalArgumentException("Cannot read %s (%s): %s".formatted(file, why, value));
  }

  static IllegalArgumentException of(String file, String why, Object value, Throwable cause) {
    return new IllegalArgumentException(
        "Cannot read %s (%s): %s".formatted(file, why, value), cause);
  }
}
