package io.cellora.job.train;

/**
 * Validation cells by true against predicted class.
 *
 * @param counts [labels, classes], row-major; labels beyond the classes are those that training
 *     never saw
 */
public record Validation(long[] counts, int labels, int classes) {

  /** No validation cells. */
  public static final Validation NONE = new Validation(new long[0], 0, 0);

  /** Mean F1 over the classes that occur; NaN without cells. */
  double macroF1() {
    return cells() == 0 ? Double.NaN : MacroF1.of(counts, labels, classes);
  }

  long cells() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
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
      sum += counts[label * classes + c];
    }
    return sum;
  }

  /** Labels that one cell or more has. */
  int presentLabels() {
    int present = 0;
    for (int label = 0; label < labels; label++) {
      long sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += counts[label * classes + c];
      }
      present += sum > 0 ? 1 : 0;
    }
    return present;
  }
}
