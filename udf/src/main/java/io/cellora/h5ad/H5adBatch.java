package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Cuts shards into row ranges and plans their matrices, on the driver. */
final class H5adBatch implements Batch {

  private final H5adTable table;
  private final ScanSpec spec;

  // lazy variable: a plan for each shard, or none at all if the query looks at obs only
  private List<ShardPlan> plans;

  H5adBatch(H5adTable table, ScanSpec spec) {
    this.table = table;
    this.spec = spec;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    List<InputPartition> partitions = new ArrayList<>();
    long planned = 0;
    for (int i = 0; i < table.shards().size() && planned < spec.limit(); i++) {
      RowBounds bounds = RowBounds.of(spec.filters(), table.shards().get(i));
      if (!bounds.isEmpty()) {
        planned += addPartitions(partitions, i, bounds, spec.limit() - planned);
      }
    }
    return partitions.toArray(InputPartition[]::new);
  }

  /** Adds the wanted row ranges of a shard until {@code limit} cells are planned. */
  private long addPartitions(List<InputPartition> partitions, int i, RowBounds bounds, long limit) {
    Shard shard = table.shards().get(i);
    if (isBad(i)) {
      partitions.add(new H5adInputPartition(i, 0, 0, List.of()));
      return 0;
    }
    long[] cuts = cuts(i);
    ShardHosts hosts = ShardHosts.of(shard, table.conf());
    long planned = 0;
    for (int k = 0; k + 1 < cuts.length && planned < limit; k++) {
      long from = Math.max(cuts[k], bounds.from());
      long rows = Math.min(Math.min(cuts[k + 1], bounds.to()) - from, limit - planned);
      if (rows > 0) {
        partitions.add(
            new H5adInputPartition(i, from, from + rows, hosts.ofRows(shard, from, from + rows)));
        planned += rows;
      }
    }
    return planned;
  }

  private boolean isBad(int shard) {
    return !table.shards().get(shard).error().isEmpty()
        || spec.needsMatrix() && !plans().get(shard).error().isEmpty();
  }

  /** Where partitions of a shard begin, and its number of rows. */
  private long[] cuts(int shard) {
    if (spec.needsMatrix()) {
      return plans().get(shard).cuts();
    }
    return RowCuts.evenly(table.shards().get(shard).rows(), table.options().rowsPerObsPartition());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return BroadcastReaderFactory.of(
        new H5adReaderFactory(
            table.shards(),
            spec.needsMatrix() ? plans().stream().map(ShardPlan::matrix).toList() : List.of(),
            spec.columns(),
            spec.filters(),
            table.obs().obsNames(),
            table.options().permissive(),
            new SerializableConfiguration(table.conf())));
  }

  private List<ShardPlan> plans() {
    if (plans == null) {
      plans = new MatrixPlanner(table.options(), table.conf()).plan(table.shards());
    }
    return plans;
  }
}
