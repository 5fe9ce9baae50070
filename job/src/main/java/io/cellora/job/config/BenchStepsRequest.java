package io.cellora.job.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code bench steps} is asked for: every combination of the lists.
 *
 * @param shape genes and nonzeros of the generated cells; their number follows from the rest
 * @param model a SCimilarity folder; empty: made-up weights of the released model's shapes
 * @param work where to leave what is generated; empty: a temporary folder
 */
public record BenchStepsRequest(
    BenchShardRequest shape,
    Optional<Path> model,
    BenchTraining.Loss loss,
    Grid grid,
    Optional<Path> work,
    OutputForm form) {

  /**
   * What is varied.
   *
   * @param workers logical workers of a step
   * @param cells of one worker in a step
   * @param fanIns workers' sums that executors add before the driver does; 0 for none
   * @param steps that are timed for each combination
   */
  public record Grid(List<Integer> workers, List<Integer> cells, List<Integer> fanIns, int steps) {

    /** Checks the numbers. */
    public Grid {
      check("workers", workers, 1);
      check("cells of a worker", cells, 1);
      check("fan-in", fanIns, 0);
      BenchShardRequest.check("steps", steps, 1, Integer.MAX_VALUE);
    }

    private static void check(String what, List<Integer> numbers, int least) {
      if (numbers.isEmpty()) {
        throw new IllegalArgumentException("Invalid " + what + ": none, expected at least one");
      }
      numbers.forEach(n -> BenchShardRequest.check(what, n, least, Integer.MAX_VALUE));
    }

    /** Cells that the largest step needs. */
    public int mostCells() {
      return Math.multiplyExact(most(workers), most(cells));
    }

    private static int most(List<Integer> numbers) {
      return numbers.stream().mapToInt(n -> n).max().orElseThrow();
    }
  }
}
