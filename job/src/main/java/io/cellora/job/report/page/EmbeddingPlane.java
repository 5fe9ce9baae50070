package io.cellora.job.report.page;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.Columns;
import java.util.List;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Cells of a hashed sample on the two directions in which their embeddings differ most.
 *
 * @param labels of the cells
 * @param places shape (cells, 2), about their mean
 * @param explained part of the variance along each direction
 */
record EmbeddingPlane(List<String> labels, double[][] places, double[] explained) {

  /** As many cells as this at most. */
  static final int MOST_CELLS = 5000;

  private static final String VECTOR = "_vector";

  /**
   * Fits and projects, in one partition so that the sums have one order. The sample is the same
   * cells for every arm.
   *
   * @param embeddings shard, row, label, embedding of one arm and seed
   */
  static EmbeddingPlane of(Dataset<Row> embeddings) {
    Dataset<Row> sample =
        embeddings
            .where(col(Columns.LABEL).isNotNull())
            .orderBy(
                xxhash64(col(Columns.SHARD), col(Columns.ROW)),
                col(Columns.SHARD),
                col(Columns.ROW))
            .limit(MOST_CELLS)
            .select(col(Columns.LABEL), array_to_vector(col(Columns.EMBEDDING)).as(VECTOR));
    List<Row> cells = sample.collectAsList();
    if (cells.size() < 3) {
      return new EmbeddingPlane(List.of(), new double[0][], new double[2]);
    }
    Dataset<Row> once = sample.sparkSession().createDataFrame(cells, sample.schema()).coalesce(1);
    PCAModel model = new PCA().setInputCol(VECTOR).setK(2).fit(once);
    List<String> labels = cells.stream().map(row -> row.<String>getAs(Columns.LABEL)).toList();
    double[][] places =
        cells.stream().map(row -> project(model.pc(), row.getAs(VECTOR))).toArray(double[][]::new);
    for (int axis = 0; axis < 2; axis++) {
      centre(places, axis);
      if (largestLoading(model.pc(), axis) < 0) {
        flip(places, axis);
      }
    }
    return new EmbeddingPlane(labels, places, model.explainedVariance().toArray());
  }

  private static double[] project(DenseMatrix directions, Vector embedding) {
    double[] place = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      for (int i = 0; i < embedding.size(); i++) {
        place[axis] += directions.apply(i, axis) * embedding.apply(i);
      }
    }
    return place;
  }

  private static double largestLoading(DenseMatrix directions, int axis) {
    double largest = 0;
    for (int i = 0; i < directions.numRows(); i++) {
      if (Math.abs(directions.apply(i, axis)) > Math.abs(largest)) {
        largest = directions.apply(i, axis);
      }
    }
    return largest;
  }

  private static void centre(double[][] places, int axis) {
    double sum = 0;
    for (double[] place : places) {
      sum += place[axis];
    }
    for (double[] place : places) {
      place[axis] -= sum / places.length;
    }
  }

  private static void flip(double[][] places, int axis) {
    for (double[] place : places) {
      place[axis] = -place[axis];
    }
  }

  boolean isEmpty() {
    return labels.isEmpty();
  }

  /** The same with each direction turned the way that another map of the same cells has it. */
  EmbeddingPlane like(EmbeddingPlane other) {
    if (other.places.length == places.length) {
      for (int axis = 0; axis < 2; axis++) {
        double together = 0;
        for (int i = 0; i < places.length; i++) {
          together += places[i][axis] * other.places[i][axis];
        }
        if (together < 0) {
          flip(places, axis);
        }
      }
    }
    return this;
  }
}
