package io.cellora.h5ad;

import io.cellora.genes.GeneAlignment;
import java.io.Serializable;

/**
 * What executors need to turn a shard's matrix into features.
 *
 * @param object the matrix, such as {@code raw/X}
 * @param counts whether its values are counts
 * @param use what is done with them
 */
record MatrixPlan(String object, boolean counts, Use use, GeneAlignment alignment)
    implements Serializable {

  /** What is done with the values of a matrix. */
  enum Use {
    /** They are summed by gene and shown. */
    AS_STORED,
    /** They are summed by gene, then log-normalised. */
    LOG_NORMALIZE,
    /** They are log-normalised already: shown, and genes are summed before the logarithm. */
    LOG_NORMALIZED
  }
}
