package io.cellora.lora;

import org.apache.spark.api.java.function.Function;

/** Sums the frozen embeddings of a block; runs on executors. */
final class SumEmbeddings implements Function<TrainingBlock, EmbeddingScale.Sums> {

  private static final long serialVersionUID = 1;

  @Override
  public EmbeddingScale.Sums call(TrainingBlock block) {
    return EmbeddingScale.Sums.of(block.base().all(), block.base().width());
  }
}
