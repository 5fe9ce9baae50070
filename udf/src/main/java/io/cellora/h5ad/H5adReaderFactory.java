package io.cellora.h5ad;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What all tasks of a scan share; see {@link BroadcastReaderFactory} for how it travels.
 *
 * @param matrices one plan a shard, or none if no column needs a matrix
 * @param filters that cells must pass before their matrix is read
 * @param obsNames the file's name of an obs column by the schema's
 * @param permissive whether a bad shard becomes a row instead of an error
 */
record H5adReaderFactory(
    List<Shard> shards,
    List<MatrixPlan> matrices,
    StructType required,
    List<Filter> filters,
    Map<String, String> obsNames,
    boolean permissive,
    SerializableConfiguration conf)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    H5adInputPartition range = (H5adInputPartition) partition;
    return permissive ? new PermissiveReader(this, range) : new H5adPartitionReader(this, range);
  }
}
