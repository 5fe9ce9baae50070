package io.cellora.h5ad;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Learns which columns of a part a query needs; others are never read. */
final class PartScanBuilder implements ScanBuilder, SupportsPushDownRequiredColumns {

  private final PartTable table;
  private StructType required;

  PartScanBuilder(PartTable table) {
    this.table = table;
    this.required = table.shown();
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    required = requiredSchema;
  }

  @Override
  public Scan build() {
    return new PartScan(table, required);
  }
}
