package io.cellora.job.stage;

import java.util.List;

/** How near some embeddings are to others of the same cells. */
record Agreement(double largestDifference, double smallestCosine) {

  /**
   * @param actual rows [latent] in the order of the expected
   */
  static Agreement of(List<float[]> actual, float[][] expected) {
    if (actual.size() != expected.length) {
      throw new IllegalStateException(
          "Cannot compare embeddings (%,d and %,d cells)"
              .formatted(actual.size(), expected.length));
    }
    double difference = 0;
    double cosine = 1;
    for (int row = 0; row < expected.length; row++) {
      for (int i = 0; i < expected[row].length; i++) {
        difference = Math.max(difference, Math.abs(actual.get(row)[i] - expected[row][i]));
      }
      cosine = Math.min(cosine, cosine(actual.get(row), expected[row]));
    }
    return new Agreement(difference, cosine);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }
}
