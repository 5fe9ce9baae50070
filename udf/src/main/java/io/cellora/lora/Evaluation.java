package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/**
 * What a head and adapters make of labelled cells, as sums that can be added.
 *
 * @param confusion true against predicted classes [labels, classes], row-major; labels beyond the
 *     classes are those that training never saw
 * @param gram E'E of the embeddings [latent, latent]
 * @param cosines sum of each cell's cosine between its embedding and its frozen one
 */
public record Evaluation(long cells, long[] confusion, double[] gram, double cosines)
    implements Serializable {

  static Evaluation none(int labels, int classes, int latent) {
    return new Evaluation(0, new long[labels * classes], new double[latent * latent], 0);
  }

  Evaluation plus(Evaluation other) {
    long[] counts = confusion.clone();
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.confusion[i];
    }
    double[] products = gram.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] += other.gram[i];
    }
    return new Evaluation(cells + other.cells, counts, products, cosines + other.cosines);
  }

  /** Adds in the order given. */
  static Evaluation sum(List<Evaluation> parts) {
    return parts.stream().reduce(Evaluation::plus).orElseThrow();
  }

  /** How near the embeddings are to the frozen ones, -1 to 1; NaN without cells. */
  public double meanCosine() {
    return cosines / cells;
  }

  /** How many dimensions the embeddings use, see {@link EffectiveRank}; NaN without cells. */
  public double effectiveRank() {
    int latent = (int) Math.round(Math.sqrt(gram.length));
    return cells == 0 ? Double.NaN : EffectiveRank.ofGram(gram, latent);
  }
}
