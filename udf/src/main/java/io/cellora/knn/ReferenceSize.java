package io.cellora.knn;

import java.io.Serializable;

/** How many rows a reference has, and of which width. */
record ReferenceSize(long rows, int width) implements Serializable {

  /** Of the embeddings alone. */
  long bytes() {
    return rows * width * Float.BYTES;
  }

  /** Neighbours that a query can have. */
  int limit(int k) {
    return (int) Math.min(k, rows);
  }
}
