package io.cellora.resampling;

import java.util.Arrays;

/**
 * Cells of each class by label, by prediction and by both, and the scores they give: scikit-learn's
 * with zero_division=0, over the classes that occur. NaN where there is no cell.
 */
final class ClassTally {

  private final long[] support;
  private final long[] predicted;
  private final long[] hits;

  ClassTally(int classes) {
    this.support = new long[classes];
    this.predicted = new long[classes];
    this.hits = new long[classes];
  }

  void clear() {
    Arrays.fill(support, 0);
    Arrays.fill(predicted, 0);
    Arrays.fill(hits, 0);
  }

  void add(int label, int guess, long cells) {
    support[label] += cells;
    predicted[guess] += cells;
    if (label == guess) {
      hits[label] += cells;
    }
  }

  double top1() {
    return (double) Arrays.stream(hits).sum() / Arrays.stream(support).sum();
  }

  double macroF1() {
    double sum = 0;
    int classes = 0;
    for (int i = 0; i < hits.length; i++) {
      if (support[i] + predicted[i] > 0) {
        sum += f1(i);
        classes++;
      }
    }
    return sum / classes;
  }

  double weightedF1() {
    double sum = 0;
    long cells = 0;
    for (int i = 0; i < hits.length; i++) {
      if (support[i] > 0) {
        sum += support[i] * f1(i);
        cells += support[i];
      }
    }
    return sum / cells;
  }

  double balancedAccuracy() {
    double sum = 0;
    int classes = 0;
    for (int i = 0; i < hits.length; i++) {
      if (support[i] > 0) {
        sum += (double) hits[i] / support[i];
        classes++;
      }
    }
    return sum / classes;
  }

  private double f1(int i) {
    return 2.0 * hits[i] / (support[i] + predicted[i]);
  }
}
