package io.cellora.encoder;

import io.cellora.torch.LeasedCache;
import java.util.function.Supplier;

/**
 * The encoders of this JVM, found by the hash of their weights, precision and device: loaded on
 * first use, at most {@value #BOUND} kept when idle, never freed while a lease is open.
 */
public final class EncoderCache {

  static final int BOUND = 2;

  private static final LeasedCache<NativeEncoder> ENCODERS =
      new LeasedCache<>(BOUND, NativeEncoder::close);

  private EncoderCache() {}

  /** The right to use an encoder until it is closed; closing twice is harmless. */
  public record Lease(LeasedCache<NativeEncoder>.Lease held) implements AutoCloseable {

    public NativeEncoder encoder() {
      return held.value();
    }

    @Override
    public void close() {
      held.close();
    }
  }

  /**
   * Leases the encoder of a key, which says its weights, precision and device; loads it on first
   * use.
   */
  public static Lease acquire(String key, Supplier<NativeEncoder> load) {
    return new Lease(ENCODERS.acquire(key, load));
  }

  static int loaded() {
    return ENCODERS.size();
  }
}
