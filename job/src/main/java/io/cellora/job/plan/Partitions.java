package io.cellora.job.plan;

import io.cellora.h5ad.PartitionSize;
import io.cellora.job.config.PlanRequest.Atlas;
import io.cellora.job.config.PlanRequest.Cluster;

/**
 * How many tasks the stages have: the h5ad source cuts files by its own rule, Spark packs the cells
 * table by spark.sql.files.maxPartitionBytes.
 *
 * @param rows cells of a partition of h5ad files
 */
record Partitions(long rows, long ingestTasks, long tableTasks) {

  private static final double MOST_BYTES = 128 << 20;
  private static final double OPEN_BYTES = 4 << 20;

  /**
   * @param rowsPerPartition the setting
   * @param tableBytes of the cells table; each task of ingest writes a file of it
   */
  static Partitions of(Atlas atlas, Cluster cluster, int rowsPerPartition, double tableBytes) {
    long rows = PartitionSize.rows(atlas.nonzeros(), rowsPerPartition);
    long ofFile = (atlas.cells() + atlas.files() - 1) / atlas.files();
    long tasks = atlas.files() * ((ofFile + rows - 1) / rows);
    double all = tableBytes + tasks * OPEN_BYTES;
    double split = Math.min(MOST_BYTES, Math.max(OPEN_BYTES, all / cluster.allCores()));
    // Spark splits no file below that size, and puts several of them into one task
    double ofTask = Math.max(1, Math.floor(split / (tableBytes / tasks + OPEN_BYTES)));
    return new Partitions(rows, tasks, (long) Math.ceil(tasks / ofTask));
  }
}
