package io.cellora.encoder;

import io.cellora.torch.TorchEngine;
import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task is sent instead of an encoder: the hash of its weights, and where to take them from
 * if this JVM has not loaded them yet.
 *
 * @param sha256 hash of the weights; references of equal hash and options are equal
 * @param weights the weights, broadcast once
 */
public record EncoderReference(String sha256, Broadcast<MlpWeights> weights, EncoderOptions options)
    implements Serializable {

  /** Leases this JVM's copy of the encoder. */
  public EncoderCache.Lease acquire() {
    TorchEngine.start(threads());
    return EncoderCache.acquire(
        sha256 + " " + options.precision(),
        () -> NativeEncoder.load(weights.value(), options.precision()));
  }

  /** The same encoder in float32, for what must be exact. */
  public EncoderReference exact() {
    return new EncoderReference(sha256, weights, options.withPrecision(Precision.FLOAT32));
  }

  private int threads() {
    TaskContext task = TaskContext.get();
    return options.threads() > 0 || task == null ? Math.max(1, options.threads()) : task.cpus();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncoderReference that
        && sha256.equals(that.sha256)
        && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "encoder " + sha256.substring(0, Math.min(8, sha256.length()));
  }
}
