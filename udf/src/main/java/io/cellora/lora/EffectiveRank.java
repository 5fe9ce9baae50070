package io.cellora.lora;

import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * How many directions a matrix uses: exp of the entropy of its singular values as parts of their
 * sum (Roy and Vetterli 2007; of embeddings 2210.02885). From 1, one direction, to the full rank,
 * all alike; 0 of a zero matrix.
 */
public final class EffectiveRank {

  private EffectiveRank() {}

  public static double ofSingularValues(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double entropy = 0;
    for (double value : values) {
      double part = value / sum;
      entropy -= part > 0 ? part * StrictMath.log(part) : 0;
    }
    return sum > 0 ? StrictMath.exp(entropy) : 0;
  }

  /**
   * Of embeddings E [cells, size], as they are or centred, from their products E' E.
   *
   * @param gram [size, size], row-major and symmetric
   * @throws IllegalArgumentException if it is not a square of finite numbers
   */
  public static double ofGram(double[] gram, int size) {
    if (size < 1 || gram.length != (long) size * size) {
      throw new IllegalArgumentException(
          "Invalid Gram matrix: %d values, expected [%d, %d]".formatted(gram.length, size, size));
    }
    RealMatrix matrix = MatrixUtils.createRealMatrix(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        // The mean, as sums in another order are symmetric but for their last bits.
        double value = (gram[i * size + j] + gram[j * size + i]) / 2;
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException(
              "Invalid Gram matrix: %s at [%d, %d], expected finite numbers"
                  .formatted(value, i, j));
        }
        matrix.setEntry(i, j, value);
      }
    }
    return ofSingularValues(roots(matrix));
  }

  /** Square roots of the eigenvalues, falling; what is rounding beside the largest counts as 0. */
  static double[] roots(RealMatrix gram) {
    double[] eigenvalues = new EigenDecomposition(gram).getRealEigenvalues();
    double rounding = eigenvalues[0] * eigenvalues.length * Math.ulp(1.0);
    double[] roots = new double[eigenvalues.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = eigenvalues[i] > rounding ? Math.sqrt(eigenvalues[i]) : 0;
    }
    return roots;
  }
}
