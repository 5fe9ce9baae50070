package io.cellora.knn;

import io.cellora.torch.TorchEngine;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task is sent of a reference that fits in memory: a key, and where to take the blocks from
 * if this JVM has not loaded them yet.
 *
 * @param key a name of its own
 * @param blocks broadcast once
 * @param threads torch threads a task, used if the engine has not been started yet
 */
record BroadcastReference(String key, Broadcast<List<ReferenceBlock>> blocks, int threads)
    implements Serializable {

  /** Collects the reference, which the caller knows to fit. */
  static BroadcastReference collect(
      ReferenceTable table, KnnLabels labels, KnnOptions.Sizes sizes) {
    List<ReferenceBlock> blocks = table.blocks(labels, sizes).collect();
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(table.rows().sparkSession().sparkContext());
    return new BroadcastReference(
        UUID.randomUUID().toString(), context.broadcast(List.copyOf(blocks)), sizes.threads());
  }

  /** Leases this JVM's index. */
  KnnCache.Lease acquire() {
    TorchEngine.start(threads);
    return KnnCache.acquire(key, blocks::value);
  }

  /** A key is given once. */
  @Override
  public boolean equals(Object other) {
    return other instanceof BroadcastReference reference && key.equals(reference.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  void destroy() {
    KnnCache.forget(key);
    blocks.destroy();
  }
}
