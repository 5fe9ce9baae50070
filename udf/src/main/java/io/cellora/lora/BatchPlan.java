package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which cells make up a step, and what is drawn at random for them: functions of the seed, the
 * epoch and the step, never of the cluster. Each logical worker gives of its own cells an equal
 * part of each batch.
 */
public record BatchPlan(long seed, int workers, int batchSize, Sampler sampler)
    implements Serializable {

  private static final int ORDER = 1;
  private static final int MASK = 2;
  private static final int CLASSES = 3;
  private static final int CELLS = 4;
  private static final int DRAWS = 5;

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

  /** Every cell once an epoch. */
  public BatchPlan(long seed, int workers, int batchSize) {
    this(seed, workers, batchSize, Sampler.UNIFORM);
  }

  /** Cells that a worker gives to a step, at most. */
  public int cellsOfWorker() {
    return (batchSize + workers - 1) / workers;
  }

  /** Steps until every worker has given as many cells as it has. */
  public int stepsPerEpoch(long cells) {
    long largest = (cells + workers - 1) / workers;
    return Math.toIntExact((largest + cellsOfWorker() - 1) / cellsOfWorker());
  }

  /** The rows of a worker's cells that a step uses; empty at the end. */
  int[] rows(int worker, CellKeys cells, int epoch, int step) {
    if (cells.size() == 0) {
      return new int[0];
    }
    return switch (sampler.kind()) {
      case UNIFORM -> uniform(worker, cells.size(), epoch, step);
      case CLASS -> balanced(worker, CellGroups.byClass(cells), epoch, step);
      case CLASS_DONOR -> balanced(worker, CellGroups.byClassAndDonor(cells), epoch, step);
    };
  }

  /** The same for cells of which only the number is known, where every cell comes once an epoch. */
  public int[] uniform(int worker, int size, int epoch, int step) {
    Permutation order = new Permutation(Seeds.mix(seed, ORDER, epoch, worker), size);
    int from = (int) Math.min(size, (long) step * cellsOfWorker());
    int to = Math.min(size, from + cellsOfWorker());
    return IntStream.range(from, to).map(order::at).toArray();
  }

  /** Turns of the classes, each in a new order; a class goes on where its last turn ended. */
  private int[] balanced(int worker, CellGroups groups, int epoch, int step) {
    int turns = (cellsOfWorker() + sampler.cellsPerClass() - 1) / sampler.cellsPerClass();
    int classes = groups.classes().size();
    Set<Integer> rows = new LinkedHashSet<>();
    for (long turn = (long) step * turns; turn < (step + 1L) * turns; turn++) {
      long round = turn / classes;
      long order = Seeds.mix(seed, CLASSES, epoch, worker, round);
      int index = new Permutation(order, classes).at((int) (turn % classes));
      addTurn(groups, index, Seeds.mix(seed, CELLS, epoch, worker, index), round, rows);
    }
    return rows.stream().limit(cellsOfWorker()).mapToInt(Integer::intValue).toArray();
  }

  /** A class's next cells, each once, as many as there are if they are too few. */
  private void addTurn(CellGroups groups, int index, long own, long round, Set<Integer> rows) {
    int count = Math.min(sampler.cellsPerClass(), groups.size(index));
    Set<Integer> mine = new LinkedHashSet<>();
    for (long place = round * count; mine.size() < count; place++) {
      mine.add(pick(own, groups.classes().get(index), place));
    }
    rows.addAll(mine);
  }

  /**
   * The cell at a place of the endless row in which groups alternate and each shuffles its cells.
   */
  private static int pick(long seed, List<int[]> groups, long place) {
    int[] group = groups.get((int) (place % groups.size()));
    long inGroup = place / groups.size();
    long shuffle = Seeds.mix(seed, place % groups.size(), inGroup / group.length);
    return group[new Permutation(shuffle, group.length).at((int) (inGroup % group.length))];
  }

  /**
   * Dropout's mask [rows, width] for the cells at these positions: 0 or 1 / (1 - rate), drawn for
   * each cell by its position, so that it does not matter which worker holds it.
   *
   * @param site where the mask is used: no two places share one
   */
  public float[] dropoutMask(long[] positions, int width, Dropout.Site site, int epoch, int step) {
    float[] mask = new float[Math.multiplyExact(positions.length, width)];
    float keep = 1 / (1 - site.rate());
    for (int row = 0; row < positions.length; row++) {
      SplittableRandom random = random(site, epoch, step, positions[row]);
      for (int i = 0; i < width; i++) {
        mask[row * width + i] = random.nextDouble() < site.rate() ? 0 : keep;
      }
    }
    return mask;
  }

  /** Three numbers in [0, 1) for each cell [n, 3], from which triplets draw their negatives. */
  public float[] tripletDraws(long[] positions, int epoch, int step) {
    float[] draws = new float[3 * positions.length];
    for (int row = 0; row < positions.length; row++) {
      SplittableRandom random = random(DRAWS, epoch, step, positions[row]);
      for (int i = 0; i < 3; i++) {
        draws[3 * row + i] = (random.nextLong() >>> 40) * 0x1p-24f;
      }
    }
    return draws;
  }

  /** The stream of one cell's draws at a place. */
  SplittableRandom random(Dropout.Site site, int epoch, int step, long position) {
    return random(MASK + 16L * site.place(), epoch, step, position);
  }

  private SplittableRandom random(long purpose, int epoch, int step, long position) {
    return new SplittableRandom(Seeds.mix(seed, purpose, epoch, step, position));
  }

  /** A mask of ones: no dropout. */
  static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }
}
