package io.cellora.knn;

import java.io.Serializable;

/** Some rows of a reference: unit vectors [size, width], row-major, and their labels. */
final class ReferenceBlock implements Serializable {

  private static final long serialVersionUID = 1;

  private final int width;
  private final float[] values;
  private final long[] rows;
  private final int[] codes;

  /**
   * @param values unit vectors, as many as rows
   * @param rows positions in the reference's order
   * @param codes positions in the reference's labels
   */
  ReferenceBlock(int width, float[] values, long[] rows, int[] codes) {
    if (values.length != (long) rows.length * width || codes.length != rows.length) {
      throw new IllegalArgumentException(
          "Invalid reference block: %d values and %d labels, expected %d rows of %d"
              .formatted(values.length, codes.length, rows.length, width));
    }
    this.width = width;
    this.values = values;
    this.rows = rows;
    this.codes = codes;
  }

  int size() {
    return rows.length;
  }

  int width() {
    return width;
  }

  float[] values() {
    return values;
  }

  /** Offers one of the block's rows to a query's neighbours, by its exact distance. */
  void offer(float[] queries, int query, int row, Neighbours best) {
    best.offer(UnitVectors.distance(queries, query, values, row, width), rows[row], codes[row]);
  }
}
