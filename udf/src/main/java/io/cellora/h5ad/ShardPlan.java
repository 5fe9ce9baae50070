package io.cellora.h5ad;

/**
 * What the driver planned for a shard's matrix.
 *
 * @param cuts where partitions begin, and the number of rows
 */
record ShardPlan(MatrixPlan matrix, long[] cuts) {

  static ShardPlan bad(String error) {
    return new ShardPlan(MatrixPlan.bad(error), new long[] {0});
  }

  /** Why the matrix cannot be read, or empty. */
  String error() {
    return matrix.error();
  }
}
