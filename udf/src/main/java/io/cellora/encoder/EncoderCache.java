package io.cellora.encoder;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The encoders of this JVM, found by the hash of their weights, precision and device: loaded on
 * first use, at most {@value #BOUND} kept when idle, never freed while a lease is open.
 */
public final class EncoderCache {

  static final int BOUND = 2;

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>(8, 0.75f, true);

  private EncoderCache() {}

  private static final class Entry {
    private final NativeEncoder encoder;
    private int leases;

    Entry(NativeEncoder encoder) {
      this.encoder = encoder;
    }
  }

  /** The right to use an encoder until it is closed; closing twice is harmless. */
  public static final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean open = true;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    public NativeEncoder encoder() {
      return entry.encoder;
    }

    @Override
    public void close() {
      synchronized (EncoderCache.class) {
        if (open) {
          open = false;
          entry.leases--;
          evict();
        }
      }
    }
  }

  /**
   * Leases the encoder of a key, which says its weights, precision and device; loads it on first
   * use.
   */
  public static synchronized Lease acquire(String key, Supplier<NativeEncoder> load) {
    Entry entry = ENTRIES.get(key);
    if (entry == null) {
      entry = new Entry(load.get());
      ENTRIES.put(key, entry);
    }
    entry.leases++;
    evict();
    return new Lease(entry);
  }

  static synchronized int loaded() {
    return ENTRIES.size();
  }

  /** Frees the idle encoders that were used longest ago, down to the bound. */
  private static void evict() {
    Iterator<Entry> eldestFirst = ENTRIES.values().iterator();
    while (ENTRIES.size() > BOUND && eldestFirst.hasNext()) {
      Entry entry = eldestFirst.next();
      if (entry.leases == 0) {
        eldestFirst.remove();
        entry.encoder.close();
      }
    }
  }
}
