package io.cellora.h5ad;

import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Cells {@code from} to {@code to} (exclusive) of one shard: what a task is sent.
 *
 * @param shard position in the reader factory's list
 * @param hosts that hold most of its bytes, if the store knows them
 */
record H5adInputPartition(int shard, long from, long to, List<String> hosts)
    implements InputPartition {

  int rows() {
    return Math.toIntExact(to - from);
  }

  @Override
  public String[] preferredLocations() {
    return hosts.toArray(String[]::new);
  }
}
