package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.encoder.EncoderReference;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Sums the frozen embeddings of a block; runs on executors. */
final class SumEmbeddings implements FlatMapFunction<Iterator<TrainingBlock>, EmbeddingScale.Sums> {

  private final EncoderReference encoder;
  private final int batchSize;

  SumEmbeddings(EncoderReference encoder, int batchSize) {
    this.encoder = encoder;
    this.batchSize = batchSize;
  }

  @Override
  public Iterator<EmbeddingScale.Sums> call(Iterator<TrainingBlock> blocks) {
    TrainingBlock block = blocks.next();
    try (EncoderCache.Lease lease = encoder.acquire()) {
      int latent = lease.encoder().weights().outputSize();
      EmbeddingScale.Sums sums = EmbeddingScale.Sums.of(new float[0], latent);
      for (int from = 0; from < block.size(); from += batchSize) {
        int to = Math.min(block.size(), from + batchSize);
        float[] projection =
            Arrays.copyOfRange(block.prefix(), from * block.width(), to * block.width());
        float[] embeddings = lease.encoder().embedProjected(projection, to - from);
        sums = sums.plus(EmbeddingScale.Sums.of(embeddings, latent));
      }
      return List.of(sums).iterator();
    }
  }
}
