package io.cellora.h5ad;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * A column of obs or var as the file stores it.
 *
 * @param name as the file calls it
 * @param object where it is, such as {@code obs/cell_type}
 * @param form how it is stored
 * @param categories where the categories of a categorical are; empty for other forms
 * @param type what its values are in Spark; for a categorical, what its categories are
 */
record FrameColumn(String name, String object, Form form, String categories, DataType type)
    implements Serializable {

  /** How a column is stored. */
  enum Form {
    /** One dataset of values, or a member of a compound dataset. */
    ARRAY,
    /** A group of codes and categories; code -1 is missing. */
    CATEGORICAL,
    /** The same before anndata 0.8: an array of codes, categories elsewhere. */
    OLD_CATEGORICAL,
    /** A group of values and a mask of what is missing. */
    NULLABLE
  }

  /** Where the array is that has one element a row. */
  String rows() {
    return switch (form) {
      case ARRAY, OLD_CATEGORICAL -> object;
      case CATEGORICAL -> object + "/codes";
      case NULLABLE -> values(object);
    };
  }

  static String values(String nullable) {
    return nullable + "/values";
  }

  static String mask(String nullable) {
    return nullable + "/mask";
  }
}
