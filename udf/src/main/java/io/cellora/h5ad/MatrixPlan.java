package io.cellora.h5ad;

import io.cellora.genes.GeneAlignment;
import java.io.Serializable;

/**
 * What executors need to turn a shard's matrix into features.
 *
 * @param object the matrix, such as {@code raw/X}
 * @param counts whether its values are counts
 * @param use what is done with them
 * @param error why there is no such matrix, or empty
 */
record MatrixPlan(String object, boolean counts, Use use, GeneAlignment alignment, String error)
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

  MatrixPlan(String object, boolean counts, Use use, GeneAlignment alignment) {
    this(object, counts, use, alignment, "");
  }

  /** In the place of a plan that could not be made. */
  static MatrixPlan bad(String error) {
    return new MatrixPlan("", false, Use.AS_STORED, GeneAlignment.identity(0), error);
  }
}
