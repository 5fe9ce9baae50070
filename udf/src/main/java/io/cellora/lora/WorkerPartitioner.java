package io.cellora.lora;

import org.apache.spark.Partitioner;

/** A partition for each logical worker; the key is the worker. */
final class WorkerPartitioner extends Partitioner {

  private final int workers;

  WorkerPartitioner(int workers) {
    this.workers = workers;
  }

  @Override
  public int numPartitions() {
    return workers;
  }

  @Override
  public int getPartition(Object worker) {
    return (Integer) worker;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WorkerPartitioner that && that.workers == workers;
  }

  @Override
  public int hashCode() {
    return workers;
  }
}
