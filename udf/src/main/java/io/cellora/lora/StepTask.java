package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.encoder.EncoderReference;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** A worker's part of a training step; runs on executors, once for each block. */
final class StepTask implements Function2<Integer, Iterator<TrainingBlock>, Iterator<GradientSum>> {

  /** Which step this is: its epoch, its place in the epoch. */
  record Step(int epoch, int index) implements Serializable {}

  private final EncoderReference encoder;
  private final Broadcast<TrainableParameters> parameters;
  private final BatchPlan plan;
  private final float dropout;
  private final Step step;

  StepTask(
      EncoderReference encoder,
      Broadcast<TrainableParameters> parameters,
      BatchPlan plan,
      float dropout,
      Step step) {
    this.encoder = encoder;
    this.parameters = parameters;
    this.plan = plan;
    this.dropout = dropout;
    this.step = step;
  }

  @Override
  public Iterator<GradientSum> call(Integer worker, Iterator<TrainingBlock> blocks) {
    TrainingBlock block = blocks.next();
    int[] rows = plan.rows(worker, block.size(), step.epoch(), step.index());
    float[] mask =
        plan.dropoutMask(
            block.positionsOf(rows),
            parameters.value().layout().head().get(0).rows(),
            dropout,
            step.epoch(),
            step.index());
    try (EncoderCache.Lease lease = encoder.acquire()) {
      TrainingStep training = new TrainingStep(lease.encoder(), parameters.value());
      return List.of(training.run(block, rows, mask)).iterator();
    }
  }
}
