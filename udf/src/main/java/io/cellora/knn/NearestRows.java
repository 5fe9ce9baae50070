package io.cellora.knn;

import io.cellora.torch.TorchEngine;
import java.util.Arrays;
import java.util.List;

/**
 * The exact nearest rows of a reference that is in memory already, by cosine distance; of equal
 * distances the earlier row comes first. Runs where it is called.
 */
public final class NearestRows {

  private static final int BATCH = 512;

  private final Neighbours[] found;

  private NearestRows(Neighbours[] found) {
    this.found = found;
  }

  /**
   * Searches the rows nearest to each query.
   *
   * @param reference vectors [rows, width], row-major, of any length but zero
   * @param codes what the rows vote for [rows]
   * @param queries vectors [queries, width]
   * @param k neighbours of a query, at most the rows there are
   */
  public static NearestRows of(float[] reference, int[] codes, float[] queries, int width, int k) {
    TorchEngine.start(1);
    int rows = codes.length;
    long[] positions = new long[rows];
    Arrays.setAll(positions, row -> row);
    ReferenceBlock block = new ReferenceBlock(width, units(reference, width), positions, codes);
    float[] units = units(queries, width);
    Neighbours[] all = Neighbours.none(units.length / width, Math.min(k, rows));
    try (KnnIndex index = KnnIndex.load(List.of(block))) {
      for (int from = 0; from < all.length; from += BATCH) {
        int to = Math.min(all.length, from + BATCH);
        index.search(
            Arrays.copyOfRange(units, from * width, to * width), Arrays.copyOfRange(all, from, to));
      }
    }
    return new NearestRows(all);
  }

  private static float[] units(float[] vectors, int width) {
    float[] units = new float[vectors.length];
    for (int row = 0; row < vectors.length / width; row++) {
      UnitVectors.normalise(
          Arrays.copyOfRange(vectors, row * width, (row + 1) * width), units, row);
    }
    return units;
  }

  /** Queries that were asked for. */
  public int queries() {
    return found.length;
  }

  /** The rows nearest to a query, nearest first. */
  public int[] rows(int query) {
    int[] rows = new int[found[query].size()];
    Arrays.setAll(rows, place -> (int) found[query].row(place));
    return rows;
  }

  /** The code that most of a query's neighbours have; of equally many, that of the nearest. */
  public int vote(int query) {
    return KnnVote.of(found[query], KnnWeighting.UNIFORM).code();
  }
}
