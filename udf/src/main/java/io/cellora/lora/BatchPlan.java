package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which cells make up a step: a function of the seed, the epoch and the step, never of the cluster.
 * Each logical worker shuffles its own cells every epoch and gives an equal part of each batch.
 */
public record BatchPlan(long seed, int workers, int batchSize) implements Serializable {

  public BatchPlan {
    if (workers < 1 || batchSize < workers) {
      throw new IllegalArgumentException(
          "Invalid batch size: "
              + batchSize
              + ", expected at least one cell for each of the "
              + workers
              + " workers");
    }
  }

  /** Cells that a worker gives to a step, at most. */
  public int cellsOfWorker() {
    return (batchSize + workers - 1) / workers;
  }

  /** Steps until every worker has given all of its cells. */
  public int stepsPerEpoch(long cells) {
    long largest = (cells + workers - 1) / workers;
    return Math.toIntExact((largest + cellsOfWorker() - 1) / cellsOfWorker());
  }

  /** The rows of a worker's block of {@code size} cells that a step uses; empty at the end. */
  public int[] rows(int worker, int size, int epoch, int step) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, 1, epoch, worker));
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    int from = (int) Math.min(size, (long) step * cellsOfWorker());
    return Arrays.copyOfRange(order, from, Math.min(size, from + cellsOfWorker()));
  }

  /**
   * Dropout's mask [rows, width] for the cells at these positions: 0 or 1 / (1 - rate), drawn for
   * each cell by its position, so that it does not matter which worker holds it.
   */
  public float[] dropoutMask(long[] positions, int width, float rate, int epoch, int step) {
    float[] mask = new float[positions.length * width];
    float keep = 1 / (1 - rate);
    for (int row = 0; row < positions.length; row++) {
      SplittableRandom random =
          new SplittableRandom(Seeds.mix(seed, 2, epoch, step, positions[row]));
      for (int i = 0; i < width; i++) {
        mask[row * width + i] = random.nextDouble() < rate ? 0 : keep;
      }
    }
    return mask;
  }
}
