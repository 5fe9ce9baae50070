package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.encoder.EncoderReference;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Counts true against predicted classes over a block: [labels, classes], row-major; runs on
 * executors. Labels beyond the classes are those that training never saw.
 */
final class ConfusionTask implements FlatMapFunction<Iterator<TrainingBlock>, long[]> {

  private final EncoderReference encoder;
  private final Broadcast<TrainableParameters> parameters;
  private final int labels;
  private final int batchSize;

  ConfusionTask(
      EncoderReference encoder,
      Broadcast<TrainableParameters> parameters,
      int labels,
      int batchSize) {
    this.encoder = encoder;
    this.parameters = parameters;
    this.labels = labels;
    this.batchSize = batchSize;
  }

  @Override
  public Iterator<long[]> call(Iterator<TrainingBlock> blocks) {
    TrainingBlock block = blocks.next();
    int classes = parameters.value().layout().classes();
    long[] counts = new long[labels * classes];
    try (EncoderCache.Lease lease = encoder.acquire()) {
      TrainingStep model = new TrainingStep(lease.encoder(), parameters.value());
      for (int from = 0; from < block.size(); from += batchSize) {
        int[] rows = IntStream.range(from, Math.min(block.size(), from + batchSize)).toArray();
        float[] scores = model.score(block, rows);
        for (int i = 0; i < rows.length; i++) {
          float[] cell = Arrays.copyOfRange(scores, i * classes, (i + 1) * classes);
          counts[block.labels()[rows[i]] * classes + largest(cell)]++;
        }
      }
    }
    return List.of(counts).iterator();
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
