package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Cuts shards into row ranges and plans their matrices, on the driver. */
final class H5adBatch implements Batch {

  private final H5adTable table;
  private final StructType required;

  H5adBatch(H5adTable table, StructType required) {
    this.table = table;
    this.required = required;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    List<InputPartition> partitions = new ArrayList<>();
    int step = table.options().rowsPerPartition();
    for (int i = 0; i < table.shards().size(); i++) {
      long rows = table.shards().get(i).rows();
      for (long from = 0; from < rows; from += step) {
        partitions.add(new H5adInputPartition(i, from, Math.min(rows, from + step)));
      }
    }
    return partitions.toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new H5adReaderFactory(
        table.shards(),
        matrices(),
        required,
        table.obs().obsNames(),
        new SerializableConfiguration(table.conf()));
  }

  /** A plan for each shard, or none at all if the query looks at obs only. */
  private List<MatrixPlan> matrices() {
    if (Arrays.stream(required.fieldNames()).noneMatch(H5adColumns::isFromMatrix)) {
      return List.of();
    }
    MatrixPlanner planner = new MatrixPlanner(table.options(), table.conf());
    return table.shards().stream().map(planner::plan).toList();
  }
}
