package io.cellora.knn;

/**
 * What torch proposes of a block: for each query some rows, by falling float32 inner product.
 *
 * @param each proposals a query
 * @param products [queries, each]
 * @param places rows of the block [queries, each]
 */
record Proposals(int each, float[] products, long[] places) {

  /** Offers every query all rows of the block that can be among its nearest. */
  void offer(ReferenceBlock block, float[] queries, Neighbours[] best) {
    for (int query = 0; query < best.length; query++) {
      offer(block, queries, query, best[query]);
    }
  }

  private void offer(ReferenceBlock block, float[] queries, int query, Neighbours best) {
    double error = UnitVectors.floatError(block.width());
    for (int i = query * each; i < (query + 1) * each; i++) {
      if (1 - (double) products[i] - error > best.worst()) {
        return;
      }
      block.offer(queries, query, (int) places[i], best);
    }
    if (each < block.size()) {
      offerOthers(block, queries, query, best);
    }
  }

  /** So many rows are equally near that torch's error may have left out one that belongs there. */
  private void offerOthers(ReferenceBlock block, float[] queries, int query, Neighbours best) {
    boolean[] known = new boolean[block.size()];
    for (int i = query * each; i < (query + 1) * each; i++) {
      known[(int) places[i]] = true;
    }
    for (int row = 0; row < block.size(); row++) {
      if (!known[row]) {
        block.offer(queries, query, row, best);
      }
    }
  }
}
