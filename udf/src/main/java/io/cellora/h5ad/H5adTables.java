package io.cellora.h5ad;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.types.StructType;

/** Opens the table that options ask for, on the driver: the cells of shards or another part. */
final class H5adTables {

  private H5adTables() {}

  /** A table with the columns that its files have. */
  static Table infer(H5adOptions options, Configuration conf) {
    return switch (options.part()) {
      case H5adOptions.CELLS -> H5adTable.load(options, conf);
      case H5adOptions.UNS -> PartTable.uns(options, conf);
      default -> PartTable.load(options, conf);
    };
  }

  /** A table with the columns that the user wants; those that no file has are null. */
  static Table given(H5adOptions options, Configuration conf, StructType schema) {
    return switch (options.part()) {
      case H5adOptions.CELLS -> H5adTable.load(options, conf, schema);
      case H5adOptions.UNS -> PartTable.uns(options, conf, schema);
      default -> PartTable.load(options, conf, schema);
    };
  }
}
