package io.cellora.h5ad;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What all tasks of a scan share; Spark sends it once per stage and executor.
 *
 * @param matrices one plan a shard, or none if no column needs a matrix
 * @param obsNames the file's name of an obs column by the schema's
 */
record H5adReaderFactory(
    List<Shard> shards,
    List<MatrixPlan> matrices,
    StructType required,
    Map<String, String> obsNames,
    SerializableConfiguration conf)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new H5adPartitionReader(this, (H5adInputPartition) partition);
  }
}
