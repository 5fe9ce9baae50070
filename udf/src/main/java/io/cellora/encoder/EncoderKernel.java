package io.cellora.encoder;

import io.cellora.batch.BatchCall;
import io.cellora.batch.BatchEvaluator;
import io.cellora.batch.BatchKernel;
import java.util.List;

/** Embeds cells for all calls that ask the same encoder, each batch once for all arms. */
public record EncoderKernel(EncoderReference encoder) implements BatchKernel {

  @Override
  public BatchEvaluator open(List<BatchCall> calls) {
    return new EncoderEvaluator(encoder, calls.stream().map(EmbedCall.class::cast).toList());
  }

  @Override
  public String toString() {
    return encoder.toString();
  }
}
