package io.cellora.lora;

import java.util.SplittableRandom;

/**
 * A worker's part of a batch: its cells, and which step they are for.
 *
 * @param batch counted from 0 in the epoch; as many a step as it accumulates
 */
record StepCells(TrainingBlock cells, int epoch, int batch) {

  /** The cells that a worker gives to a batch of a training. */
  static StepCells of(TrainingBlock block, BatchPlan plan, int worker, int epoch, int batch) {
    return new StepCells(block.select(plan.rows(worker, block.keys(), epoch, batch)), epoch, batch);
  }

  int size() {
    return cells.size();
  }

  float[] mask(BatchPlan plan, Dropout.Site site, int width) {
    return site.rate() == 0
        ? BatchPlan.ones(size() * width)
        : plan.dropoutMask(cells.keys().positions(), width, site, epoch, batch);
  }

  /** The stream of one cell's draws at a place. */
  SplittableRandom random(BatchPlan plan, Dropout.Site site, int row) {
    return plan.random(site, epoch, batch, cells.keys().positions()[row]);
  }

  float[] draws(BatchPlan plan) {
    return plan.tripletDraws(cells.keys().positions(), epoch, batch);
  }
}
