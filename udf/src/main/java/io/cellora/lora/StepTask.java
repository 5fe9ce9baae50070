package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.metrics.CelloraMetrics;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** A worker's part of a training step; runs on executors, once for each block. */
final class StepTask implements Function2<Integer, Iterator<TrainingBlock>, Iterator<GradientSum>> {

  /** Which step this is: its epoch, its place in the epoch, and what moves in it. */
  record Step(int epoch, int index, Part part) implements Serializable {}

  /** What a step is the gradient of. */
  enum Part {
    HEAD,
    ALL
  }

  private final TrainingNetwork network;
  private final Broadcast<TrainableParameters> parameters;
  private final StepPlan plan;
  private final Step step;

  StepTask(
      TrainingNetwork network,
      Broadcast<TrainableParameters> parameters,
      StepPlan plan,
      Step step) {
    this.network = network;
    this.parameters = parameters;
    this.plan = plan;
    this.step = step;
  }

  @Override
  public Iterator<GradientSum> call(Integer worker, Iterator<TrainingBlock> blocks) {
    long started = System.nanoTime();
    TrainingBlock block = blocks.next();
    try (EncoderCache.Lease encoder = network.encoder().acquire();
        DecoderLease decoder = DecoderLease.of(network, plan)) {
      TrainingStep training =
          new TrainingStep(encoder.encoder(), decoder.decoder(), parameters.value(), plan);
      GradientSum sum = sum(training, block, worker);
      CelloraMetrics.workerStepped(started);
      return List.of(sum).iterator();
    }
  }

  private GradientSum sum(TrainingStep training, TrainingBlock block, int worker) {
    if (plan.accumulate() == 1) {
      return one(training, block, worker, step.index());
    }
    GradientTotal total = new GradientTotal();
    for (int i = 0; i < plan.accumulate(); i++) {
      total.add(one(training, block, worker, step.index() * plan.accumulate() + i));
    }
    return total.rounded();
  }

  private GradientSum one(TrainingStep training, TrainingBlock block, int worker, int batch) {
    StepCells cells = StepCells.of(block, plan.batches(), worker, step.epoch(), batch);
    return step.part() == Part.HEAD ? training.runHead(cells) : training.run(cells);
  }
}
