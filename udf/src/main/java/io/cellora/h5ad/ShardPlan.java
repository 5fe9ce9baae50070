package io.cellora.h5ad;

/**
 * What the driver planned for a shard's matrix.
 *
 * @param cuts where partitions begin, and the number of rows
 * @param error why it cannot be read, or empty
 */
record ShardPlan(MatrixPlan matrix, long[] cuts, String error) {

  static ShardPlan bad(String error) {
    return new ShardPlan(MatrixPlan.NONE, new long[] {0}, error);
  }

  /** What executors are told: the plan, or the error in its place. */
  MatrixPlan errorOrMatrix() {
    return error.isEmpty() ? matrix : matrix.withError(error);
  }
}
