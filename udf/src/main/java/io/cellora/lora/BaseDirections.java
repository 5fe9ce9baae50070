package io.cellora.lora;

import io.cellora.weights.MlpWeights;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Directions of a base weight W [out, in] that an adapter starts from.
 *
 * @param a row-major [r, in]
 * @param b row-major [out, r]
 */
record BaseDirections(float[] a, float[] b) {

  /**
   * PiSSA's (2404.02948): scaling * B A is W's best approximation of rank r, shared evenly by A and
   * B. From the eigenvectors of the smaller of W W' and W' W, as the other side may have 28,231.
   */
  static BaseDirections principal(MlpWeights.Linear base, int rank, double scaling) {
    Rows weight = new Rows(base.weight(), base.in());
    boolean wide = base.out() <= base.in();
    Rows rows = wide ? weight : weight.transposed();
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(rows.gram(), false));
    float[] near = new float[rank * rows.count()];
    float[] far = new float[rank * rows.width()];
    for (int k = 0; k < rank; k++) {
      double value = Math.sqrt(Math.max(0, eigen.getRealEigenvalue(k)));
      double share = Math.sqrt(value / scaling);
      double[] vector = eigen.getEigenvector(k).toArray();
      put(vector, share, near, k);
      put(rows.combined(vector), value == 0 ? 0 : share / value, far, k);
    }
    return wide
        ? new BaseDirections(far, new Rows(near, rows.count()).transposed().values())
        : new BaseDirections(near, new Rows(far, rows.width()).transposed().values());
  }

  /**
   * OLoRA's (2406.01775): B is the first r columns of Q and A the first r rows of R in W = Q R. The
   * first r columns of W alone decide that part of Q.
   */
  static BaseDirections ofQr(MlpWeights.Linear base, int rank) {
    Rows rows = new Rows(base.weight(), base.in());
    double[][] first = new double[base.out()][rank];
    for (int row = 0; row < base.out(); row++) {
      for (int k = 0; k < rank; k++) {
        first[row][k] = base.weight()[row * base.in() + k];
      }
    }
    RealMatrix q = new QRDecomposition(new Array2DRowRealMatrix(first, false)).getQ();
    float[] b = new float[rank * base.out()];
    float[] a = new float[rank * base.in()];
    for (int k = 0; k < rank; k++) {
      put(q.getColumn(k), 1, b, k);
      put(rows.combined(q.getColumn(k)), 1, a, k);
    }
    return new BaseDirections(a, new Rows(b, base.out()).transposed().values());
  }

  private static void put(double[] vector, double factor, float[] rows, int row) {
    for (int i = 0; i < vector.length; i++) {
      rows[row * vector.length + i] = (float) (vector[i] * factor);
    }
  }

  /** A row-major matrix [count, width]. */
  private record Rows(float[] values, int width) {

    int count() {
      return values.length / width;
    }

    Rows transposed() {
      return new Rows(SparseRows.transpose(values, 0, count(), width), count());
    }

    /** Products of all rows with all rows, [count, count]; each sum has one thread and order. */
    double[][] gram() {
      double[][] gram = new double[count()][count()];
      IntStream.range(0, count())
          .parallel()
          .forEach(
              i -> {
                for (int j = 0; j <= i; j++) {
                  gram[i][j] = product(i, j);
                }
              });
      for (int i = 0; i < count(); i++) {
        for (int j = 0; j < i; j++) {
          gram[j][i] = gram[i][j];
        }
      }
      return gram;
    }

    private double product(int i, int j) {
      double sum = 0;
      for (int k = 0; k < width; k++) {
        sum += (double) values[i * width + k] * values[j * width + k];
      }
      return sum;
    }

    /** The rows' sum with these factors, [width]. */
    double[] combined(double[] factors) {
      double[] sum = new double[width];
      for (int row = 0; row < factors.length; row++) {
        for (int i = 0; i < width; i++) {
          sum[i] += factors[row] * values[row * width + i];
        }
      }
      return sum;
    }
  }
}
