package io.cellora.torch;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Things in native memory by a key: loaded on first use, at most so many kept when idle, never
 * freed while a lease is open. Serves several threads.
 */
public final class LeasedCache<T> {

  private final Map<String, Entry> entries = new LinkedHashMap<>(8, 0.75f, true);
  private final int bound;
  private final Consumer<T> free;

  /**
   * @param bound how many are kept when idle
   * @param free gives one's memory back
   */
  public LeasedCache(int bound, Consumer<T> free) {
    this.bound = bound;
    this.free = free;
  }

  private final class Entry {
    private final T value;
    private int leases;

    Entry(T value) {
      this.value = value;
    }
  }

  /** The right to use a value until it is closed; closing twice is harmless. */
  public final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean open = true;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    public T value() {
      return entry.value;
    }

    @Override
    public void close() {
      synchronized (LeasedCache.this) {
        if (open) {
          open = false;
          entry.leases--;
          evict();
        }
      }
    }
  }

  /** Leases the value of a key; it is loaded only if it is not there yet. */
  public synchronized Lease acquire(String key, Supplier<T> load) {
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = new Entry(load.get());
      entries.put(key, entry);
    }
    entry.leases++;
    evict();
    return new Lease(entry);
  }

  public synchronized int size() {
    return entries.size();
  }

  /** Frees a value that will not be asked for again, unless it is in use. */
  public synchronized void forget(String key) {
    Entry entry = entries.get(key);
    if (entry != null && entry.leases == 0) {
      entries.remove(key);
      free.accept(entry.value);
    }
  }

  /** Frees the idle ones that were used longest ago, down to the bound. */
  private void evict() {
    Iterator<Entry> eldestFirst = entries.values().iterator();
    while (entries.size() > bound && eldestFirst.hasNext()) {
      Entry entry = eldestFirst.next();
      if (entry.leases == 0) {
        eldestFirst.remove();
        free.accept(entry.value);
      }
    }
  }
}
