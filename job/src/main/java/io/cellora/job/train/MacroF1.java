package io.cellora.job.train;

/** Macro-F1 from counts of true against predicted classes; for the training log only. */
public final class MacroF1 {

  private MacroF1() {}

  /** Mean F1 over the classes that occur, true or predicted; counts are [labels, classes]. */
  public static double of(long[] counts, int labels, int classes) {
    double sum = 0;
    int present = 0;
    for (int c = 0; c < labels; c++) {
      long support = 0;
      long predicted = 0;
      for (int other = 0; other < classes; other++) {
        support += counts[c * classes + other];
      }
      for (int other = 0; c < classes && other < labels; other++) {
        predicted += counts[other * classes + c];
      }
      long right = c < classes ? counts[c * classes + c] : 0;
      if (support + predicted > 0) {
        present++;
        sum += 2.0 * right / (support + predicted);
      }
    }
    return present == 0 ? Double.NaN : sum / present;
  }
}
