package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Counts true against predicted classes over a block: [labels, classes], row-major; runs on
 * executors. Labels beyond the classes are those that training never saw.
 */
final class ConfusionTask implements Function<TrainingBlock, long[]> {

  private final TrainingNetwork network;
  private final Broadcast<TrainableParameters> parameters;
  private final int labels;
  private final int batchSize;

  ConfusionTask(
      TrainingNetwork network,
      Broadcast<TrainableParameters> parameters,
      int labels,
      int batchSize) {
    this.network = network;
    this.parameters = parameters;
    this.labels = labels;
    this.batchSize = batchSize;
  }

  @Override
  public long[] call(TrainingBlock block) {
    int classes = parameters.value().layout().classes();
    long[] counts = new long[labels * classes];
    try (EncoderCache.Lease lease = network.encoder().acquire()) {
      TrainingStep model =
          new TrainingStep(
              lease.encoder(), Optional.empty(), parameters.value(), StepPlan.forScores(classes));
      for (int from = 0; from < block.size(); from += batchSize) {
        int[] rows = IntStream.range(from, Math.min(block.size(), from + batchSize)).toArray();
        TrainingBlock batch = block.select(rows);
        float[] scores = model.score(batch);
        for (int i = 0; i < rows.length; i++) {
          float[] cell = Arrays.copyOfRange(scores, i * classes, (i + 1) * classes);
          counts[batch.keys().labels()[i] * classes + largest(cell)]++;
        }
      }
    }
    return counts;
  }

  /** The first index of the largest value. */
  static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
