package io.cellora.job.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** Costs that explain measurements: least squares without negative ones. */
final class LeastSquares {

  private LeastSquares() {}

  /**
   * Fits {@code design x = values}; what comes out most negative is left out, until nothing does.
   *
   * @param design a row for each measurement [n, costs]
   * @return a cost for each column, 0 for those left out
   */
  static double[] fit(double[][] design, double[] values) {
    List<Integer> used = new ArrayList<>();
    for (int column = 0; column < design[0].length; column++) {
      used.add(column);
    }
    double[] costs = new double[design[0].length];
    while (!used.isEmpty()) {
      double[] found = solve(design, values, used);
      int least = least(found);
      if (found[least] >= 0) {
        for (int i = 0; i < found.length; i++) {
          costs[used.get(i)] = found[i];
        }
        return costs;
      }
      used.remove(least);
    }
    return costs;
  }

  private static double[] solve(double[][] design, double[] values, List<Integer> used) {
    double[][] part = new double[design.length][used.size()];
    for (int row = 0; row < design.length; row++) {
      for (int i = 0; i < used.size(); i++) {
        part[row][i] = design[row][used.get(i)];
      }
    }
    return new SingularValueDecomposition(new Array2DRowRealMatrix(part, false))
        .getSolver()
        .solve(new ArrayRealVector(values, false))
        .toArray();
  }

  private static int least(double[] numbers) {
    int least = 0;
    for (int i = 1; i < numbers.length; i++) {
      least = numbers[i] < numbers[least] ? i : least;
    }
    return least;
  }
}
