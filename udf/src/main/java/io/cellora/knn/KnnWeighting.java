package io.cellora.knn;

/** What a neighbour's vote counts. */
public enum KnnWeighting {
  /** Each neighbour one vote, as SCimilarity does by default. */
  UNIFORM,
  /** One over its distance. */
  DISTANCE;

  /** Nearer than this counts no more. */
  private static final double SMALLEST_DISTANCE = 1e-6;

  double vote(float distance) {
    return this == UNIFORM ? 1 : 1 / Math.max(distance, SMALLEST_DISTANCE);
  }
}
