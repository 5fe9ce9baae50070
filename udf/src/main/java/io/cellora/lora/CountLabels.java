package io.cellora.lora;

import org.apache.spark.api.java.function.Function;

/** The cells of each class in a block [classes]; runs on executors. */
final class CountLabels implements Function<TrainingBlock, long[]> {

  private final int classes;

  CountLabels(int classes) {
    this.classes = classes;
  }

  @Override
  public long[] call(TrainingBlock block) {
    long[] counts = new long[classes];
    for (int label : block.keys().labels()) {
      counts[label]++;
    }
    return counts;
  }
}
