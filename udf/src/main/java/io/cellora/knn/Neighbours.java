package io.cellora.knn;

import java.io.Serializable;

/**
 * The nearest reference rows found so far, nearest first; of equal distances the reference's
 * earlier row comes first, so what is kept does not depend on the order of offering.
 */
public final class Neighbours implements Serializable {

  private static final long serialVersionUID = 1;

  private final double[] distances;
  private final long[] rows;
  private final int[] codes;
  private int size;

  Neighbours(int limit) {
    distances = new double[limit];
    rows = new long[limit];
    codes = new int[limit];
  }

  /** Room for {@code k} neighbours of each of {@code n} queries. */
  static Neighbours[] none(int n, int k) {
    Neighbours[] none = new Neighbours[n];
    for (int query = 0; query < n; query++) {
      none[query] = new Neighbours(k);
    }
    return none;
  }

  /** How many are kept at most. */
  int limit() {
    return distances.length;
  }

  /** Rows further away than this cannot enter: infinite while there is room. */
  double worst() {
    return size < distances.length ? Double.POSITIVE_INFINITY : distances[size - 1];
  }

  void offer(double distance, long row, int code) {
    if (distance > worst()) {
      return;
    }
    int place = size;
    while (place > 0 && comesBefore(distance, row, place - 1)) {
      place--;
    }
    if (place == distances.length) {
      return;
    }
    int moved = Math.min(size, distances.length - 1) - place;
    System.arraycopy(distances, place, distances, place + 1, moved);
    System.arraycopy(rows, place, rows, place + 1, moved);
    System.arraycopy(codes, place, codes, place + 1, moved);
    distances[place] = distance;
    rows[place] = row;
    codes[place] = code;
    size = Math.min(size + 1, distances.length);
  }

  private boolean comesBefore(double distance, long row, int place) {
    int compared = Double.compare(distance, distances[place]);
    return compared < 0 || (compared == 0 && row < rows[place]);
  }

  /** Takes what another part of the reference held. */
  Neighbours merge(Neighbours other) {
    for (int i = 0; i < other.size && other.distances[i] <= worst(); i++) {
      offer(other.distances[i], other.rows[i], other.codes[i]);
    }
    return this;
  }

  public int size() {
    return size;
  }

  /** Cosine distance, from 0 to 2. */
  public float distance(int place) {
    return (float) distances[place];
  }

  /** Position in the reference's order. */
  public long row(int place) {
    return rows[place];
  }

  /** Position of the label in {@link KnnLabels}. */
  public int code(int place) {
    return codes[place];
  }
}
