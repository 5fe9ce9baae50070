package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Evaluates several sets of parameters, such as one adapter at several scales, over a block; runs
 * on executors.
 */
final class EvaluateTask implements Function<TrainingBlock, List<Evaluation>> {

  private final TrainingNetwork network;
  private final Broadcast<List<TrainableParameters>> parameters;
  private final int labels;
  private final int batchSize;

  EvaluateTask(
      TrainingNetwork network,
      Broadcast<List<TrainableParameters>> parameters,
      int labels,
      int batchSize) {
    this.network = network;
    this.parameters = parameters;
    this.labels = labels;
    this.batchSize = batchSize;
  }

  @Override
  public List<Evaluation> call(TrainingBlock block) {
    try (EncoderCache.Lease lease = network.encoder().acquire()) {
      int latent = lease.encoder().weights().outputSize();
      return parameters.value().stream()
          .map(
              each ->
                  evaluate(
                      new TrainingStep(
                          lease.encoder(),
                          Optional.empty(),
                          each,
                          StepPlan.forScores(each.layout().classes())),
                      block,
                      Evaluation.none(labels, each.layout().classes(), latent)))
          .toList();
    }
  }

  private Evaluation evaluate(TrainingStep model, TrainingBlock block, Evaluation none) {
    Evaluation sum = none;
    for (int from = 0; from < block.size(); from += batchSize) {
      int to = Math.min(block.size(), from + batchSize);
      sum = sum.plus(model.evaluate(block.select(IntStream.range(from, to).toArray()), labels));
    }
    return sum;
  }
}
