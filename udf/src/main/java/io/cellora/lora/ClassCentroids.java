package io.cellora.lora;

import java.util.ArrayList;
import java.util.List;

/**
 * The mean of each class's unit-length embeddings; the class whose mean has the largest cosine with
 * an embedding is the most likely.
 *
 * @param directions the means brought to length 1 [classes][latent]
 * @param temperature probabilities are the softmax of cosine / temperature
 */
public record ClassCentroids(List<String> labels, double[][] directions, double temperature)
    implements ProbabilityModel {

  public ClassCentroids {
    labels = List.copyOf(labels);
  }

  /**
   * Centroids from sums over the cells of each class, of any length.
   *
   * @param sums [classes][latent]
   */
  public static ClassCentroids of(List<String> labels, double[][] sums, double temperature) {
    double[][] directions = new double[sums.length][];
    for (int i = 0; i < sums.length; i++) {
      directions[i] = UnitVectors.unit(sums[i]);
    }
    return new ClassCentroids(labels, directions, temperature);
  }

  /** The same as if a class had never been there. */
  public ClassCentroids without(String label) {
    int left = labels.indexOf(label);
    List<String> others = new ArrayList<>(labels);
    List<double[]> kept = new ArrayList<>(List.of(directions));
    others.remove(left);
    kept.remove(left);
    return new ClassCentroids(others, kept.toArray(new double[0][]), temperature);
  }

  @Override
  public double[] probabilities(double[] vector) {
    double[] unit = UnitVectors.unit(vector);
    double[] scores = new double[directions.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = UnitVectors.dot(directions[i], unit) / temperature;
    }
    return ClassifierHead.softmax(scores);
  }
}
