package io.cellora.h5ad;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.types.DataType;

/** A column of a part of one file: found on the driver, read on executors. */
interface PartColumn extends Serializable {

  /** As the file calls it. */
  String name();

  DataType type();

  /**
   * Spark's internal values of rows {@code from} to {@code to} (exclusive) in order, a block at a
   * time; how many rows a block has is the column's business.
   */
  Iterator<Object[]> blocks(H5adFile file, long from, long to);
}
