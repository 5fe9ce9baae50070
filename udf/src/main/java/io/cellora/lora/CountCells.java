package io.cellora.lora;

import org.apache.spark.api.java.function.Function;

/** The cells of a block; runs on executors. */
final class CountCells implements Function<TrainingBlock, Long> {

  @Override
  public Long call(TrainingBlock block) {
    return (long) block.size();
  }
}
