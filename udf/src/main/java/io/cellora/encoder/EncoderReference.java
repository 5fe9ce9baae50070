package io.cellora.encoder;

import io.cellora.torch.TorchEngine;
import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task is sent instead of an encoder: the hash of its weights, and where to take them from
 * if this JVM has not loaded them yet.
 *
 * @param sha256 hash of the weights
 * @param weights the weights, broadcast once
 * @param threads torch threads for each task, used if the engine has not been started yet
 */
public record EncoderReference(String sha256, Broadcast<MlpWeights> weights, int threads)
    implements Serializable {

  /** Leases this JVM's copy of the encoder. */
  public EncoderCache.Lease acquire() {
    TorchEngine.start(threads);
    return EncoderCache.acquire(sha256, weights::value);
  }
}
