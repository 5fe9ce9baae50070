package io.cellora.encoder;

import io.cellora.torch.LeasedCache;
import io.cellora.torch.TorchEngine;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task is sent instead of a decoder: the hash of its weights, and where to take them from if
 * this JVM has not loaded them yet.
 */
public record DecoderReference(String sha256, Broadcast<GramDecoder> decoder)
    implements Serializable {

  /** No decoder. */
  public static final DecoderReference NONE = new DecoderReference("", null);

  private static final LeasedCache<NativeDecoder> DECODERS =
      new LeasedCache<>(1, NativeDecoder::close);

  /** Large, and needed while cells are prepared only. */
  private static final LeasedCache<NativeTargets> TARGETS =
      new LeasedCache<>(0, NativeTargets::close);

  public boolean exists() {
    return decoder != null;
  }

  /** Leases this JVM's copy of what a step needs. */
  public LeasedCache<NativeDecoder>.Lease acquire() {
    TorchEngine.start(1);
    return DECODERS.acquire(sha256, () -> NativeDecoder.load(decoder.value()));
  }

  /** Leases what preparing cells needs. */
  public LeasedCache<NativeTargets>.Lease targets() {
    TorchEngine.start(1);
    return TARGETS.acquire(sha256, () -> NativeTargets.load(decoder.value()));
  }
}
