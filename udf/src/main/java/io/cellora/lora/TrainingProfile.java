package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;

/**
 * Where the training cells of an adapter lie among its embeddings, so that others can be told that
 * are far from all of them.
 *
 * @param encoderSha256 of the encoder that the adapter was trained on
 * @param cells training cells by class
 * @param directions the mean of each class's unit-length embeddings, brought to length 1
 *     [classes][latent]
 * @param percentiles of the training cells' own distances, from 0 to 100 [101]
 */
public record TrainingProfile(
    String encoderSha256, Map<String, Long> cells, double[][] directions, double[] percentiles)
    implements Serializable {

  public static final int PERCENTILES = 101;

  public TrainingProfile {
    if (directions.length == 0 || percentiles.length != PERCENTILES) {
      throw new IllegalArgumentException(
          "Invalid training profile: %d classes, %d percentiles, expected some and %d"
              .formatted(directions.length, percentiles.length, PERCENTILES));
    }
  }

  public int latent() {
    return directions[0].length;
  }

  /** The cosine distance, 0 to 2, from an embedding [latent] to the nearest class's mean. */
  public double distance(double[] embedding) {
    return distance(directions, embedding);
  }

  /**
   * How many of a hundred training cells lie nearer to a class's mean: 100 is as far as the
   * furthest of them, or further.
   */
  public int percentile(double distance) {
    int place = Arrays.binarySearch(percentiles, distance);
    int nearer = place < 0 ? -place - 1 : last(place);
    return Math.max(0, nearer - 1);
  }

  /** One behind the last of the percentiles that are equal to the one at a place. */
  private int last(int place) {
    int end = place;
    while (end < percentiles.length && percentiles[end] == percentiles[place]) {
      end++;
    }
    return end;
  }

  static double distance(double[][] directions, double[] embedding) {
    double[] unit = UnitVectors.unit(embedding);
    double largest = -1;
    for (double[] direction : directions) {
      largest = Math.max(largest, UnitVectors.dot(direction, unit));
    }
    return Math.min(2, Math.max(0, 1 - largest));
  }
}
