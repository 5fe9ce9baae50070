package io.cellora.knn;

/**
 * The arithmetic of cosine distances: in double precision and one order, so that it never varies.
 */
final class UnitVectors {

  /** SCimilarity's index adds this to a length, so zeros stay zeros: 1 away from everything. */
  private static final double SMALLEST_LENGTH = 1e-30;

  private UnitVectors() {}

  /** Copies the vector, brought to length 1, into a row-major matrix. */
  static void normalise(float[] vector, float[] matrix, int row) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    double scale = 1 / (Math.sqrt(sum) + SMALLEST_LENGTH);
    int from = row * vector.length;
    for (int i = 0; i < vector.length; i++) {
      matrix[from + i] = (float) (vector[i] * scale);
    }
  }

  /** One minus the inner product of two rows of unit length. */
  static double distance(float[] a, int rowOfA, float[] b, int rowOfB, int width) {
    int fromA = rowOfA * width;
    int fromB = rowOfB * width;
    double product = 0;
    for (int i = 0; i < width; i++) {
      product += (double) a[fromA + i] * b[fromB + i];
    }
    return 1 - product;
  }

  /**
   * How far a float32 inner product of unit vectors can lie from the exact one, whatever the order
   * in which it was summed; twice the bound of the literature, for lengths that rounding left above
   * 1.
   */
  static double floatError(int width) {
    return width * 0x1p-23;
  }
}
