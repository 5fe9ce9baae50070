package io.cellora.knn;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The indexes of this JVM by the key of their reference: loaded on first use, at most {@value
 * #BOUND} kept when idle, never freed while a lease is open.
 */
final class KnnCache {

  static final int BOUND = 1;

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>(8, 0.75f, true);

  private KnnCache() {}

  private static final class Entry {
    private final KnnIndex index;
    private int leases;

    Entry(KnnIndex index) {
      this.index = index;
    }
  }

  /** The right to use an index until it is closed; closing twice is harmless. */
  static final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean open = true;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    KnnIndex index() {
      return entry.index;
    }

    @Override
    public void close() {
      synchronized (KnnCache.class) {
        if (open) {
          open = false;
          entry.leases--;
          evict();
        }
      }
    }
  }

  /** Leases the index of this key; the blocks are asked for only if it is not loaded yet. */
  static synchronized Lease acquire(String key, Supplier<List<ReferenceBlock>> blocks) {
    Entry entry = ENTRIES.get(key);
    if (entry == null) {
      entry = new Entry(KnnIndex.load(blocks.get()));
      ENTRIES.put(key, entry);
    }
    entry.leases++;
    evict();
    return new Lease(entry);
  }

  static synchronized int loaded() {
    return ENTRIES.size();
  }

  /** Frees an index that will not be asked for again, unless it is in use. */
  static synchronized void forget(String key) {
    Entry entry = ENTRIES.get(key);
    if (entry != null && entry.leases == 0) {
      ENTRIES.remove(key);
      entry.index.close();
    }
  }

  /** Frees the idle indexes that were used longest ago, down to the bound. */
  private static void evict() {
    Iterator<Entry> eldestFirst = ENTRIES.values().iterator();
    while (ENTRIES.size() > BOUND && eldestFirst.hasNext()) {
      Entry entry = eldestFirst.next();
      if (entry.leases == 0) {
        eldestFirst.remove();
        entry.index.close();
      }
    }
  }
}
