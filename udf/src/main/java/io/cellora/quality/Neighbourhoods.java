package io.cellora.quality;

import io.cellora.knn.NearestRows;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The nearest rows to rows, exact, by cosine distance. */
final class Neighbourhoods {

  /** As SCimilarity's annotation asks. */
  static final int K = 50;

  private Neighbourhoods() {}

  /** The nearest others of each row, as many as {@link #K} or there are: [rows][k]. */
  static int[][] within(EmbeddingRows rows) {
    int n = rows.rows();
    int k = Math.min(K, n - 1);
    NearestRows found =
        NearestRows.of(rows.values(), new int[n], rows.values(), rows.width(), k + 1);
    int[][] others = new int[n][];
    for (int row = 0; row < n; row++) {
      int self = row;
      others[row] =
          Arrays.stream(found.rows(row)).filter(other -> other != self).limit(k).toArray();
    }
    return others;
  }

  /** The mean share of a row's neighbours that are of its own group; NaN without neighbours. */
  static double purity(int[][] neighbours, int[] groups) {
    return Numbers.mean(
        IntStream.range(0, neighbours.length)
            .mapToDouble(
                row ->
                    Numbers.mean(
                        Arrays.stream(neighbours[row])
                            .mapToDouble(other -> groups[other] == groups[row] ? 1 : 0)
                            .toArray()))
            .toArray());
  }

  /** The mean share of the neighbours in one search that another search of the same rows finds. */
  static double overlap(NearestRows one, NearestRows other) {
    double[] shares = new double[one.queries()];
    for (int query = 0; query < shares.length; query++) {
      int[] sorted = other.rows(query);
      Arrays.sort(sorted);
      shares[query] =
          Numbers.mean(
              Arrays.stream(one.rows(query))
                  .mapToDouble(row -> Arrays.binarySearch(sorted, row) >= 0 ? 1 : 0)
                  .toArray());
    }
    return Numbers.mean(shares);
  }
}
