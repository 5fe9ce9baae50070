package io.cellora.lora;

import io.cellora.encoder.NativeDecoder;
import io.cellora.torch.LeasedCache;
import java.util.Optional;

/** A task's right to this JVM's decoder, if its training has the reconstruction loss. */
record DecoderLease(Optional<LeasedCache<NativeDecoder>.Lease> lease) implements AutoCloseable {

  static DecoderLease of(TrainingNetwork network, StepPlan plan) {
    boolean wanted = plan.losses().has(LossTerm.RECONSTRUCTION) && network.decoder().exists();
    return new DecoderLease(wanted ? Optional.of(network.decoder().acquire()) : Optional.empty());
  }

  Optional<NativeDecoder> decoder() {
    return lease.map(LeasedCache.Lease::value);
  }

  @Override
  public void close() {
    lease.ifPresent(LeasedCache.Lease::close);
  }
}
