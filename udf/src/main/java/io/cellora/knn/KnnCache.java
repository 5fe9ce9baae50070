package io.cellora.knn;

import io.cellora.torch.LeasedCache;
import java.util.List;
import java.util.function.Supplier;

/**
 * The indexes of this JVM by the key of their reference: loaded on first use, at most {@value
 * #BOUND} kept when idle, never freed while a lease is open.
 */
final class KnnCache {

  static final int BOUND = 1;

  private static final LeasedCache<KnnIndex> INDEXES = new LeasedCache<>(BOUND, KnnIndex::close);

  private KnnCache() {}

  /** The right to use an index until it is closed; closing twice is harmless. */
  record Lease(LeasedCache<KnnIndex>.Lease held) implements AutoCloseable {

    KnnIndex index() {
      return held.value();
    }

    @Override
    public void close() {
      held.close();
    }
  }

  /** Leases the index of this key; the blocks are asked for only if it is not loaded yet. */
  static Lease acquire(String key, Supplier<List<ReferenceBlock>> blocks) {
    return new Lease(INDEXES.acquire(key, () -> KnnIndex.load(blocks.get())));
  }

  static int loaded() {
    return INDEXES.size();
  }

  /** Frees an index that will not be asked for again, unless it is in use. */
  static void forget(String key) {
    INDEXES.forget(key);
  }
}
