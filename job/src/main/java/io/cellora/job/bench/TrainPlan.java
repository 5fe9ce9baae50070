package io.cellora.job.bench;

import io.cellora.job.config.Settings;
import io.cellora.lora.BatchPlan;
import io.cellora.lora.LossTerm;
import io.cellora.lora.TrainableParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What the peer has to do to train as Cellora does.
 *
 * @param initial values that both sides start from
 * @param batches which cells make up a step
 * @param labels class of each cell, by its position
 * @param losses weight of each term, 0 if it is off
 * @param factors what to multiply the learning rates with, step by step: as many steps are planned
 * @param optimizer learning rates and constants
 */
public record TrainPlan(
    TrainableParameters initial,
    BatchPlan batches,
    int[] labels,
    Map<LossTerm, Double> losses,
    double[] factors,
    Settings.Train optimizer) {

  /** The margin of the triplets. */
  public static final double MARGIN = 0.05;

  /** The positions of a step's cells, worker by worker: worker w has w, w + workers, ... */
  List<long[]> positions(int step) {
    int stepsPerEpoch = batches.stepsPerEpoch(labels.length);
    List<long[]> parts = new ArrayList<>();
    for (int worker = 0; worker < batches.workers(); worker++) {
      int mine = cellsOf(worker);
      int[] rows = batches.uniform(worker, mine, step / stepsPerEpoch, step % stepsPerEpoch);
      long first = worker;
      parts.add(IntStream.of(rows).mapToLong(r -> first + (long) r * batches.workers()).toArray());
    }
    return parts;
  }

  /** Numbers that choose among semi-hard negatives [cells of the step, 3], worker by worker. */
  float[] draws(int step) {
    int stepsPerEpoch = batches.stepsPerEpoch(labels.length);
    long[] cells = positions(step).stream().flatMapToLong(LongStream::of).toArray();
    return batches.tripletDraws(cells, step / stepsPerEpoch, step % stepsPerEpoch);
  }

  private int cellsOf(int worker) {
    return (labels.length - worker + batches.workers() - 1) / batches.workers();
  }
}
