package io.cellora.h5ad;

import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/**
 * One query's view of the table.
 *
 * @param readSchema the columns it needs, hidden ones among them
 */
record H5adScan(H5adTable table, StructType readSchema) implements Scan {

  @Override
  public String description() {
    return table.name() + " (" + table.shards().size() + " shards, " + table.options() + ")";
  }

  @Override
  public Batch toBatch() {
    return new H5adBatch(table, readSchema);
  }
}
