package io.cellora.job.demo;

import io.cellora.h5ad.H5adWriterMatrix;
import java.util.List;

/** The matrices of one shard: counts in the shard's columns, and their log-normalised twin. */
final class DemoCounts {

  private static final double TARGET_SUM = 1e4;

  private DemoCounts() {}

  static H5adWriterMatrix matrix(DemoSpec spec, DemoColumns columns, List<DemoCell> cells) {
    int[][] rows = new int[cells.size()][];
    int[] indptr = new int[cells.size() + 1];
    for (int cell = 0; cell < rows.length; cell++) {
      rows[cell] = row(spec, columns, cells.get(cell));
      indptr[cell + 1] = indptr[cell];
      for (int count : rows[cell]) {
        indptr[cell + 1] += count > 0 ? 1 : 0;
      }
    }
    int[] indices = new int[indptr[rows.length]];
    float[] values = new float[indices.length];
    int at = 0;
    for (int[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        if (row[column] > 0) {
          indices[at] = column;
          values[at++] = row[column];
        }
      }
    }
    return new H5adWriterMatrix(rows.length, columns.count(), indptr, indices, values);
  }

  /** Twin columns share the counts of their gene by tosses of a coin. */
  private static int[] row(DemoSpec spec, DemoColumns columns, DemoCell cell) {
    DemoRandom random = DemoRandom.of(spec.seed(), "twins " + cell.id());
    int[] row = new int[columns.count()];
    for (int column = 0; column < row.length; column++) {
      int count = cell.counts()[columns.genes()[column]];
      int twin = columns.twins()[column];
      if (columns.isSecond(column)) {
        row[column] = count - row[twin];
      } else {
        row[column] = twin < 0 ? count : random.heads(count);
      }
    }
    return row;
  }

  static double[] rowSums(H5adWriterMatrix counts) {
    double[] sums = new double[counts.rows()];
    for (int row = 0; row < sums.length; row++) {
      for (int at = counts.indptr()[row]; at < counts.indptr()[row + 1]; at++) {
        sums[row] += counts.data()[at];
      }
    }
    return sums;
  }

  /** log(1 + counts per 10,000), as published files hold it. */
  static H5adWriterMatrix logNormalised(H5adWriterMatrix counts) {
    double[] sums = rowSums(counts);
    float[] values = new float[counts.data().length];
    for (int row = 0; row < sums.length; row++) {
      for (int at = counts.indptr()[row]; at < counts.indptr()[row + 1]; at++) {
        values[at] = (float) StrictMath.log1p(counts.data()[at] * TARGET_SUM / sums[row]);
      }
    }
    return new H5adWriterMatrix(
        counts.rows(), counts.columns(), counts.indptr(), counts.indices(), values);
  }
}
