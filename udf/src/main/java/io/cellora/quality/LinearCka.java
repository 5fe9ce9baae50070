package io.cellora.quality;

/**
 * How alike two sets of embeddings of the same cells are up to rotation and scale (1905.00414):
 * linear centred kernel alignment, {@code |Y'X|^2 / (|X'X| |Y'Y|)} of the centred embeddings in
 * Frobenius' norm. From 0 to 1.
 */
final class LinearCka {

  private LinearCka() {}

  /** NaN if all rows of one are the same. */
  static double of(EmbeddingRows x, EmbeddingRows y) {
    double[][] a = centred(x);
    double[][] b = centred(y);
    double own = Math.sqrt(squaredNorm(a, a)) * Math.sqrt(squaredNorm(b, b));
    return own > 0 ? squaredNorm(a, b) / own : Double.NaN;
  }

  private static double[][] centred(EmbeddingRows rows) {
    double[] mean = new double[rows.width()];
    for (int row = 0; row < rows.rows(); row++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += rows.at(row, i);
      }
    }
    double[][] centred = new double[rows.rows()][mean.length];
    for (int row = 0; row < centred.length; row++) {
      for (int i = 0; i < mean.length; i++) {
        centred[row][i] = rows.at(row, i) - mean[i] / centred.length;
      }
    }
    return centred;
  }

  /** {@code |A'B|^2}, summed in the order of the rows. */
  private static double squaredNorm(double[][] a, double[][] b) {
    int width = b.length == 0 ? 0 : b[0].length;
    double[][] products = new double[a.length == 0 ? 0 : a[0].length][width];
    for (int row = 0; row < a.length; row++) {
      for (int i = 0; i < products.length; i++) {
        double value = a[row][i];
        double[] sums = products[i];
        for (int j = 0; j < width; j++) {
          sums[j] += value * b[row][j];
        }
      }
    }
    double norm = 0;
    for (double[] line : products) {
      for (double value : line) {
        norm += value * value;
      }
    }
    return norm;
  }
}
