package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.metrics.CelloraMetrics;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Steps that a worker takes on its own; runs on executors, once for each block. */
final class LocalStepsTask
    implements Function2<Integer, Iterator<TrainingBlock>, Iterator<LocalSum>> {

  private final TrainingNetwork network;
  private final Broadcast<TrainableParameters> parameters;
  private final Broadcast<AdamW.State> moments;
  private final StepPlan plan;
  private final LocalSteps local;

  LocalStepsTask(
      TrainingNetwork network,
      Broadcast<TrainableParameters> parameters,
      Broadcast<AdamW.State> moments,
      StepPlan plan,
      LocalSteps local) {
    this.network = network;
    this.parameters = parameters;
    this.moments = moments;
    this.plan = plan;
    this.local = local;
  }

  @Override
  public Iterator<LocalSum> call(Integer worker, Iterator<TrainingBlock> blocks) {
    long started = System.nanoTime();
    TrainingBlock block = blocks.next();
    TrainableParameters own = parameters.value().copy();
    StepOptimizer optimizer = new StepOptimizer(local.rule(), own.layout(), moments.value());
    GradientTotal total = new GradientTotal();
    double norm = 0;
    try (EncoderCache.Lease encoder = network.encoder().acquire();
        DecoderLease decoder = DecoderLease.of(network, plan)) {
      for (int i = 0; i < local.rates().size(); i++) {
        StepCells cells =
            StepCells.of(block, plan.batches(), worker, local.epoch(), local.first() + i);
        if (cells.size() > 0) {
          TrainingStep step = new TrainingStep(encoder.encoder(), decoder.decoder(), own, plan);
          norm += cells.size() * move(step, cells, own, optimizer, local.rates().get(i), total);
        }
      }
    }
    CelloraMetrics.workerStepped(started);
    return List.of(new LocalSum(total.withoutGradient(), norm, own.values(), optimizer.state()))
        .iterator();
  }

  /** Takes one step and answers the norm of its gradient. */
  private static double move(
      TrainingStep step,
      StepCells cells,
      TrainableParameters own,
      StepOptimizer optimizer,
      StepOptimizer.Rates rates,
      GradientTotal total) {
    boolean head = rates.phase() == StepOptimizer.Phase.HEAD_ONLY && own.changesNothing();
    GradientSum sum = head ? step.runHead(cells) : step.run(cells);
    total.add(new GradientSum(sum.loss(), sum.terms(), sum.cells(), sum.right(), new float[0]));
    GradientSum.Mean mean = GradientSum.mean(List.of(sum), own.layout().size());
    return optimizer.step(own.values(), mean.gradient(), rates);
  }
}
