package io.cellora.job.eval;

import java.util.List;

/**
 * How many cells of each class go to each split where nothing keeps cells together: the class's
 * part rounded down or up, so that the sums over classes come as near to the parts of all cells.
 */
public final class ClassQuotas {

  private ClassQuotas() {}

  /**
   * Cells by class and split. A class of one cell gives it to the first split: a class that is not
   * learnt cannot be found.
   *
   * @param sizes cells of each class, in an order that does not change
   * @param fractions what each split should have, with a sum of 1
   */
  public static long[][] of(long[] sizes, List<Double> fractions) {
    long[][] quotas = new long[sizes.length][fractions.size()];
    double[] owed = new double[fractions.size()];
    for (int c = 0; c < sizes.length; c++) {
      fill(quotas[c], sizes[c], fractions, owed);
    }
    return quotas;
  }

  /**
   * @param owed what the splits should have had of the classes before, less what they have got
   */
  private static void fill(long[] quota, long size, List<Double> fractions, double[] owed) {
    boolean[] roundedUp = new boolean[quota.length];
    long left = size;
    for (int s = 0; s < quota.length; s++) {
      quota[s] = (long) Math.floor(fractions.get(s) * size + 1e-9);
      left -= quota[s];
      owed[s] += fractions.get(s) * size - quota[s];
    }
    for (; left > 0; left--) {
      int next = size > 0 && quota[0] == 0 ? 0 : mostOwed(owed, roundedUp);
      roundedUp[next] = true;
      quota[next]++;
      owed[next]--;
    }
  }

  /** The first of those that are owed most, each once a class. */
  private static int mostOwed(double[] owed, boolean[] roundedUp) {
    int most = -1;
    for (int s = 0; s < owed.length; s++) {
      if (!roundedUp[s] && (most < 0 || owed[s] > owed[most] + 1e-9)) {
        most = s;
      }
    }
    return most;
  }
}
