package io.cellora.h5ad;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** How a part is cut into tasks and read by them: what executors are sent. */
interface PartSource extends Serializable {

  List<PartSplit> splits();

  String path(PartSplit split);

  /** Rows of a split as arrays of internal values in the order of {@code required}. */
  Iterator<Object[]> rows(H5adFile file, PartSplit split, StructType required);
}
