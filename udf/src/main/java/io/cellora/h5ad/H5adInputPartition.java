package io.cellora.h5ad;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Cells {@code from} to {@code to} (exclusive) of one shard: what a task is sent.
 *
 * @param shard position in the reader factory's list
 */
record H5adInputPartition(int shard, long from, long to) implements InputPartition {

  int rows() {
    return Math.toIntExact(to - from);
  }
}
