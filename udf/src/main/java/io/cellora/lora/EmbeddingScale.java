package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Brings embeddings to mean 0 and deviation 1, dimension by dimension: {@code (e - center) *
 * scale}. Fitted once to the frozen embeddings of the training cells and constant from then on, so
 * that a head learns as fast from an encoder whose embeddings lie close together.
 */
public record EmbeddingScale(float[] center, float[] scale) implements Serializable {

  private static final double SMALLEST_DEVIATION = 1e-6;

  /** Changes nothing. */
  public static EmbeddingScale identity(int latent) {
    float[] ones = new float[latent];
    Arrays.fill(ones, 1);
    return new EmbeddingScale(new float[latent], ones);
  }

  /**
   * Sums over a worker's embeddings, in the order of its cells.
   *
   * @param sums [latent]
   * @param squares [latent]
   */
  record Sums(long cells, double[] sums, double[] squares) implements Serializable {

    static Sums of(float[] embeddings, int latent) {
      double[] sums = new double[latent];
      double[] squares = new double[latent];
      for (int i = 0; i < embeddings.length; i++) {
        double value = embeddings[i];
        sums[i % latent] += value;
        squares[i % latent] += value * value;
      }
      return new Sums(latent == 0 ? 0 : embeddings.length / latent, sums, squares);
    }

    Sums plus(Sums other) {
      if (cells == 0 || other.cells == 0) {
        return cells == 0 ? other : this;
      }
      double[] sum = sums.clone();
      double[] square = squares.clone();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += other.sums[i];
        square[i] += other.squares[i];
      }
      return new Sums(cells + other.cells, sum, square);
    }
  }

  /** Adds the workers' sums in the order given. */
  static EmbeddingScale of(List<Sums> workers) {
    Sums total = workers.stream().reduce(Sums::plus).orElseThrow();
    int latent = total.sums().length;
    float[] center = new float[latent];
    float[] scale = new float[latent];
    for (int i = 0; i < latent; i++) {
      double mean = total.sums()[i] / total.cells();
      double variance = Math.max(0, total.squares()[i] / total.cells() - mean * mean);
      center[i] = (float) mean;
      scale[i] = (float) (1 / Math.max(Math.sqrt(variance), SMALLEST_DEVIATION));
    }
    return new EmbeddingScale(center, scale);
  }

  /** The weight [hidden, latent] that does to raw embeddings what this one does to scaled ones. */
  float[] foldedWeight(float[] weight) {
    float[] folded = new float[weight.length];
    for (int i = 0; i < weight.length; i++) {
      folded[i] = (float) ((double) weight[i] * scale[i % scale.length]);
    }
    return folded;
  }

  /** The bias [hidden] that goes with {@link #foldedWeight}. */
  float[] foldedBias(float[] weight, float[] bias) {
    float[] folded = new float[bias.length];
    for (int row = 0; row < bias.length; row++) {
      double sum = bias[row];
      for (int i = 0; i < center.length; i++) {
        sum -= (double) weight[row * center.length + i] * scale[i] * center[i];
      }
      folded[row] = (float) sum;
    }
    return folded;
  }
}
