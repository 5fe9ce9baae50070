package io.cellora.job.train;

import io.cellora.lora.Evaluation;

/**
 * What was found on the validation cells.
 *
 * @param found its confusion counts are [labels, classes], row-major; labels beyond the classes are
 *     those that training never saw
 */
public record Validation(Evaluation found, int labels, int classes) {

  /** No validation cells. */
  public static final Validation NONE =
      new Validation(new Evaluation(0, new long[0], new double[0], 0), 0, 0);

  /** Mean F1 over the classes that occur; NaN without cells. */
  public double macroF1() {
    return cells() == 0 ? Double.NaN : MacroF1.of(found.confusion(), labels, classes);
  }

  long cells() {
    return found.cells();
  }

  /** Part of the cells whose class was predicted; NaN without cells. */
  public double top1() {
    long right = 0;
    for (int c = 0; c < classes; c++) {
      right += found.confusion()[c * classes + c];
    }
    return (double) right / cells();
  }

  /** Classes that were predicted for one cell or more. */
  int predictedClasses() {
    int predicted = 0;
    for (int c = 0; c < classes; c++) {
      predicted += column(c) > 0 ? 1 : 0;
    }
    return predicted;
  }

  private long column(int c) {
    long sum = 0;
    for (int label = 0; label < labels; label++) {
      sum += found.confusion()[label * classes + c];
    }
    return sum;
  }

  /** Labels that one cell or more has. */
  int presentLabels() {
    int present = 0;
    for (int label = 0; label < labels; label++) {
      long sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += found.confusion()[label * classes + c];
      }
      present += sum > 0 ? 1 : 0;
    }
    return present;
  }
}
