package io.cellora.h5ad;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * A column of obs or var as the file stores it.
 *
 * @param name as the file calls it
 * @param object where it is, such as {@code obs/cell_type}
 * @param form how it is stored
 * @param type what its values are in Spark; for a categorical, what its categories are
 */
record FrameColumn(String name, String object, Form form, DataType type) implements Serializable {

  /** How a column is stored. */
  enum Form {
    /** One dataset of values. */
    ARRAY,
    /** A group of codes and categories; code -1 is missing. */
    CATEGORICAL,
    /** The same before anndata 0.8: a dataset of codes, categories beside it. */
    OLD_CATEGORICAL,
    /** A group of values and a mask of what is missing. */
    NULLABLE
  }
}
