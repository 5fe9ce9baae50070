package io.cellora.h5ad;

/** How large partitions of h5ad files come out, for who plans a cluster without the files. */
public final class PartitionSize {

  private PartitionSize() {}

  /**
   * Cells of a partition of a sparse matrix.
   *
   * @param nonzeros stored values of each cell
   * @param rowsPerPartition the option of that name
   */
  public static long rows(int nonzeros, int rowsPerPartition) {
    RowCuts cuts = new RowCuts(H5adOptions.DEFAULT_NONZEROS_PER_PARTITION, 1, rowsPerPartition);
    long[] offsets = new long[rowsPerPartition + 1];
    for (int row = 0; row < offsets.length; row++) {
      offsets[row] = (long) row * nonzeros;
    }
    cuts.add(offsets);
    return cuts.cuts()[1];
  }
}
