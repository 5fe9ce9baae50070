package io.cellora.encoder;

import java.io.Serializable;

/**
 * How executors compute.
 *
 * @param batchSize cells a call of torch
 * @param threads torch threads a task; 0 for as many as the task has cores (spark.task.cpus)
 */
public record EncoderOptions(Precision precision, int batchSize, int threads)
    implements Serializable {

  public static final EncoderOptions DEFAULT = new EncoderOptions(Precision.FLOAT32, 512, 0);

  public EncoderOptions {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "Invalid batchSize: " + batchSize + ", expected 1 or more");
    }
    if (threads < 0) {
      throw new IllegalArgumentException("Invalid threads: " + threads + ", expected 0 or more");
    }
  }

  public EncoderOptions withPrecision(Precision other) {
    return new EncoderOptions(other, batchSize, threads);
  }
}
