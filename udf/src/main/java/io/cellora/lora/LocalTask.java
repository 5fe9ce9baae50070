package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.encoder.NativeDecoder;
import io.cellora.encoder.NativeEncoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Takes several steps on a worker's own cells alone; runs on executors, once for each block. */
final class LocalTask implements Function2<Integer, Iterator<TrainingBlock>, Iterator<LocalSum>> {

  /** What every worker starts from. */
  record Start(TrainableParameters parameters, AdamW.State moments) implements Serializable {}

  private final TrainingNetwork network;
  private final Broadcast<Start> start;
  private final LocalPlan plan;

  LocalTask(TrainingNetwork network, Broadcast<Start> start, LocalPlan plan) {
    this.network = network;
    this.start = start;
    this.plan = plan;
  }

  @Override
  public Iterator<LocalSum> call(Integer worker, Iterator<TrainingBlock> blocks) {
    TrainingBlock block = blocks.next();
    if (block.size() == 0) {
      return List.of(LocalSum.EMPTY).iterator();
    }
    try (EncoderCache.Lease encoder = network.encoder().acquire();
        DecoderLease decoder = DecoderLease.of(network, plan.steps())) {
      return List.of(steps(encoder.encoder(), decoder.decoder(), block, worker)).iterator();
    }
  }

  private LocalSum steps(
      NativeEncoder encoder, Optional<NativeDecoder> decoder, TrainingBlock block, int worker) {
    TrainableParameters parameters = start.value().parameters().copy();
    StepOptimizer optimizer =
        new StepOptimizer(plan.rule(), parameters.layout(), start.value().moments());
    TrainingStep training = new TrainingStep(encoder, decoder, parameters, plan.steps());
    List<GradientSum> sums = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    for (int i = 0; i < plan.rates().size(); i++) {
      StepCells cells =
          StepCells.of(block, plan.steps().batches(), worker, plan.epoch(), plan.firstStep() + i);
      GradientSum sum = training.run(cells);
      if (sum.cells() > 0) {
        double[] gradient = GradientSum.mean(List.of(sum), parameters.layout().size()).gradient();
        norms.add(optimizer.step(parameters.values(), gradient, plan.rates().get(i)));
        sums.add(sum.withoutGradient());
      }
    }
    return sums.isEmpty()
        ? LocalSum.EMPTY
        : new LocalSum(
            parameters.values(),
            optimizer.state(),
            sums,
            norms.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
