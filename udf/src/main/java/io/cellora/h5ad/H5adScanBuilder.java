package io.cellora.h5ad;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Learns which columns a query needs; one of obs alone never reads a matrix. */
final class H5adScanBuilder implements ScanBuilder, SupportsPushDownRequiredColumns {

  private final H5adTable table;
  private StructType required;

  H5adScanBuilder(H5adTable table) {
    this.table = table;
    this.required = table.obs().schema();
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    this.required = requiredSchema;
  }

  @Override
  public Scan build() {
    return new H5adScan(table, required);
  }
}
