package io.cellora.h5ad;

import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One query's view of a part.
 *
 * @param readSchema the columns it needs, hidden ones among them
 */
record PartScan(PartTable table, StructType readSchema) implements Scan, Batch {

  @Override
  public String description() {
    return table.name();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return table.source().splits().toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return BroadcastReaderFactory.of(
        new PartReaderFactory(
            table.source(), readSchema, new SerializableConfiguration(table.conf())));
  }
}
