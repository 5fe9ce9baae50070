package io.cellora.lora;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How unusual each class would be as the label of a cell: the scores of split conformal prediction,
 * from 0 (as expected) to 1. The classes whose score is at most a quantile are the cell's set.
 */
public enum ConformalScores {
  /** 1 - p of the class: the smallest sets on average. */
  LAC {
    @Override
    double[] of(float[] probabilities) {
      double[] scores = new double[probabilities.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = 1 - (double) probabilities[i];
      }
      return scores;
    }
  },
  /**
   * The probability of the class and of all that are more likely (ties by their order), at most 1:
   * sets that adapt to how hard a cell is.
   */
  APS {
    @Override
    double[] of(float[] probabilities) {
      List<Integer> order =
          IntStream.range(0, probabilities.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
              .toList();
      double[] scores = new double[probabilities.length];
      double sum = 0;
      for (int i : order) {
        sum += probabilities[i];
        scores[i] = Math.min(1, sum);
      }
      return scores;
    }
  };

  /** Of a label that was never taught: no set but the one of all classes goes so far. */
  static final double UNTAUGHT = 1;

  /** The scores of the classes [classes]. */
  abstract double[] of(float[] probabilities);
}
