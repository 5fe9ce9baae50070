package io.cellora.batch;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/** A deterministic function of some columns that is cheaper for many rows than for each. */
public interface BatchCall extends Serializable {

  DataType resultType();

  /** What computes it; calls of equal kernels on the same arguments are computed together. */
  BatchKernel kernel();
}
