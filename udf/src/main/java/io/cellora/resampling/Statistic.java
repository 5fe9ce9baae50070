package io.cellora.resampling;

import java.util.List;
import java.util.function.Supplier;

/** What is computed of each draw. */
public enum Statistic {
  /** The scores of the predictions on cells drawn with replacement; NaN without a cell. */
  SCORES("top1", "macro_f1", "weighted_f1", "balanced_accuracy") {
    @Override
    Supplier<double[]> draws(PairedCounts counts, ResampleUnit unit, long seed) {
      PairedScores scores = new PairedScores(counts);
      Draws draws = unit.bootstrap(counts, seed);
      return () -> {
        ClassTally tally = scores.first(draws);
        return new double[] {
          tally.top1(), tally.macroF1(), tally.weightedF1(), tally.balancedAccuracy()
        };
      };
    }
  },
  /** Macro-F1 of the predictions less that of the others, on cells drawn with replacement. */
  DIFFERENCE("difference") {
    @Override
    Supplier<double[]> draws(PairedCounts counts, ResampleUnit unit, long seed) {
      PairedScores scores = new PairedScores(counts);
      Draws draws = unit.bootstrap(counts, seed);
      return () -> new double[] {scores.difference(draws)};
    }
  },
  /** The same difference on all cells, after the two predictions of some changed places. */
  SWAPPED("difference") {
    @Override
    Supplier<double[]> draws(PairedCounts counts, ResampleUnit unit, long seed) {
      PairedScores scores = new PairedScores(counts);
      Draws draws = unit.swaps(counts, seed);
      return () -> new double[] {scores.swappedDifference(draws)};
    }
  };

  private final List<String> columns;

  Statistic(String... columns) {
    this.columns = List.of(columns);
  }

  List<String> columns() {
    return columns;
  }

  /** Answers the columns' values of one draw after the other. */
  abstract Supplier<double[]> draws(PairedCounts counts, ResampleUnit unit, long seed);
}
