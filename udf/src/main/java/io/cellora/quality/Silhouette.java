package io.cellora.quality;

import java.util.Arrays;

/**
 * The mean silhouette by squared Euclidean distances, in linear time, as MLlib's
 * ClusteringEvaluator and scikit-learn's {@code silhouette_score(metric="sqeuclidean")} define it.
 * For unit-length rows it is that of cosine distances, which are half as long.
 */
final class Silhouette {

  private Silhouette() {}

  /**
   * The mean over all rows; a row alone in its group counts as 0.
   *
   * @param groups of each row, from 0
   * @return NaN for fewer than two groups, or as many groups as rows
   */
  static double of(EmbeddingRows rows, int[] groups) {
    int count = Arrays.stream(groups).max().orElse(-1) + 1;
    Sums sums = new Sums(rows, groups, count);
    long present = Arrays.stream(sums.sizes).filter(size -> size > 0).count();
    if (present < 2 || present == rows.rows()) {
      return Double.NaN;
    }
    double all = 0;
    for (int row = 0; row < rows.rows(); row++) {
      all += sums.silhouette(row);
    }
    return all / rows.rows();
  }

  /** Of each group its size, the sum of its rows and that of their squared lengths. */
  private static final class Sums {
    private final EmbeddingRows rows;
    private final int[] groups;
    private final long[] sizes;
    private final double[][] sums;
    private final double[] squares;

    Sums(EmbeddingRows rows, int[] groups, int count) {
      this.rows = rows;
      this.groups = groups;
      sizes = new long[count];
      sums = new double[count][rows.width()];
      squares = new double[count];
      for (int row = 0; row < groups.length; row++) {
        int group = groups[row];
        sizes[group]++;
        squares[group] += rows.product(row, rows, row);
        for (int i = 0; i < rows.width(); i++) {
          sums[group][i] += rows.at(row, i);
        }
      }
    }

    double silhouette(int row) {
      int own = groups[row];
      if (sizes[own] < 2) {
        return 0;
      }
      double within = total(row, own) / (sizes[own] - 1);
      double nearest = Double.POSITIVE_INFINITY;
      for (int group = 0; group < sizes.length; group++) {
        if (group != own && sizes[group] > 0) {
          nearest = Math.min(nearest, total(row, group) / sizes[group]);
        }
      }
      double longer = Math.max(within, nearest);
      return longer > 0 ? (nearest - within) / longer : 0;
    }

    /** The row's squared distances to all rows of a group; rounding may not make it negative. */
    private double total(int row, int group) {
      double inner = 0;
      for (int i = 0; i < rows.width(); i++) {
        inner += rows.at(row, i) * sums[group][i];
      }
      return Math.max(0, sizes[group] * rows.product(row, rows, row) + squares[group] - 2 * inner);
    }
  }
}
