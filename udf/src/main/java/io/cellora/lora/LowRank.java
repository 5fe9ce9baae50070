package io.cellora.lora;

import io.cellora.weights.LoraPair;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The singular value decomposition of B A, without its scale, from the factors: B A itself may have
 * 28,231 columns and is never made.
 *
 * @param left [out, directions], orthonormal
 * @param values falling
 * @param right [in, directions], orthonormal
 */
public record LowRank(RealMatrix left, double[] values, RealMatrix right) {

  public static LowRank of(LoraPair pair) {
    SingularValueDecomposition b =
        new SingularValueDecomposition(matrix(pair.b(), pair.out(), pair.r()));
    SingularValueDecomposition a =
        new SingularValueDecomposition(matrix(pair.a(), pair.r(), pair.in()).transpose());
    RealMatrix core =
        b.getS().multiply(b.getVT()).multiply(a.getV()).multiply(a.getS().transpose());
    SingularValueDecomposition inner = new SingularValueDecomposition(core);
    return new LowRank(
        b.getU().multiply(inner.getU()),
        inner.getSingularValues(),
        a.getU().multiply(inner.getV()));
  }

  /**
   * The singular values of B A alone, falling, to about 1e-8 of the largest: with B' B = R' R they
   * are the square roots of the eigenvalues of R A A' R', which is [r, r].
   */
  public static double[] spectrum(LoraPair pair) {
    RealMatrix b = matrix(pair.b(), pair.out(), pair.r());
    RealMatrix a = matrix(pair.a(), pair.r(), pair.in());
    EigenDecomposition squared = new EigenDecomposition(b.transpose().multiply(b));
    RealMatrix root = squared.getVT();
    for (int k = 0; k < pair.r(); k++) {
      double length = Math.sqrt(Math.max(0, squared.getRealEigenvalue(k)));
      root.setRowVector(k, root.getRowVector(k).mapMultiply(length));
    }
    RealMatrix product = root.multiply(a.multiply(a.transpose())).multiply(root.transpose());
    return EffectiveRank.roots(product.add(product.transpose()).scalarMultiply(0.5));
  }

  private static RealMatrix matrix(float[] values, int rows, int columns) {
    double[][] matrix = new double[rows][];
    for (int row = 0; row < rows; row++) {
      matrix[row] = ClassifierHead.widened(values, row * columns, columns);
    }
    return new Array2DRowRealMatrix(matrix, false);
  }

  public double effectiveRank() {
    return EffectiveRank.ofSingularValues(values);
  }

  /** The fewest directions, at least one, that hold this part of the sum of squares. */
  public int rankHolding(double energy) {
    double wanted = energy * squares(values.length);
    int rank = 1;
    while (rank < values.length && squares(rank) < wanted) {
      rank++;
    }
    return rank;
  }

  /** The part of the sum of squares in the first directions; all of nothing is 1. */
  public double energyOf(int rank) {
    double all = squares(values.length);
    return all == 0 ? 1 : squares(rank) / all;
  }

  /** A' [rank, in] of the best approximation B' A' of this rank; both share the values evenly. */
  public float[] a(int rank) {
    float[] a = new float[rank * right.getRowDimension()];
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < right.getRowDimension(); i++) {
        a[k * right.getRowDimension() + i] = (float) (Math.sqrt(values[k]) * right.getEntry(i, k));
      }
    }
    return a;
  }

  /** B' [out, rank] that goes with {@link #a}. */
  public float[] b(int rank) {
    float[] b = new float[left.getRowDimension() * rank];
    for (int i = 0; i < left.getRowDimension(); i++) {
      for (int k = 0; k < rank; k++) {
        b[i * rank + k] = (float) (Math.sqrt(values[k]) * left.getEntry(i, k));
      }
    }
    return b;
  }

  private double squares(int rank) {
    return Arrays.stream(values, 0, rank).map(value -> value * value).sum();
  }
}
