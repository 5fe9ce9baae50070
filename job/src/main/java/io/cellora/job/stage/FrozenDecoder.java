package io.cellora.job.stage;

import io.cellora.encoder.DecoderReference;
import io.cellora.encoder.GramDecoder;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;

/** The model's decoder on the executors, where it has one. */
record FrozenDecoder(Optional<Broadcast<GramDecoder>> broadcast, String sha256)
    implements AutoCloseable {

  static FrozenDecoder of(RunContext run, Model model) {
    return new FrozenDecoder(
        Model.read(model.url(), run.hadoop())
            .decoderWeights()
            .map(decoder -> run.context().broadcast(GramDecoder.of(decoder))),
        model.sha256());
  }

  DecoderReference reference() {
    return broadcast
        .map(decoder -> new DecoderReference(sha256, decoder))
        .orElse(DecoderReference.NONE);
  }

  @Override
  public void close() {
    broadcast.ifPresent(Broadcast::destroy);
  }
}
