package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.cellora.job.config.Columns;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sums of the unit-length embeddings of each class. They are summed as whole numbers, so that the
 * order of the cells changes nothing.
 */
final class CentroidSums {

  /** Steps in a length of 1; a hundred million cells of one class do not overflow. */
  private static final double STEPS = 1L << 36;

  private static final String LENGTH = "_length";
  private static final String OF = "_of";

  private CentroidSums() {}

  /**
   * Sums by class [classes][latent], in steps that all classes share.
   *
   * @param cells with label and embedding (array of float); every class is there
   */
  static double[][] of(Dataset<Row> cells, List<String> classes) {
    return of(cells.withColumn(OF, lit(0)), OF, 1, classes)[0];
  }

  /**
   * The same for several embeddings of each cell, in one pass [embeddings][classes][latent].
   *
   * @param of column that says which embedding a row holds, from 0 (int)
   */
  static double[][][] of(Dataset<Row> cells, String of, int embeddings, List<String> classes) {
    int latent = cells.select(Columns.EMBEDDING).first().getList(0).size();
    Column[] sums = IntStream.range(0, latent).mapToObj(CentroidSums::sumOf).toArray(Column[]::new);
    Dataset<Row> byClass =
        cells
            .withColumn(
                LENGTH,
                expr(
                    "sqrt(aggregate(%s, 0D, (all, x) -> all + double(x) * double(x)))"
                        .formatted(Columns.EMBEDDING)))
            .groupBy(of, Columns.LABEL)
            .agg(lit(0), sums);
    double[][][] found = new double[embeddings][classes.size()][latent];
    // Bounded by the number of classes.
    for (Row row : byClass.collectAsList()) {
      double[] one = found[row.getInt(0)][classes.indexOf(row.getString(1))];
      for (int i = 0; i < latent; i++) {
        one[i] = row.getLong(i + 3);
      }
    }
    return found;
  }

  private static Column sumOf(int place) {
    Column part = col(Columns.EMBEDDING).getItem(place).cast("double").divide(col(LENGTH));
    Column steps = rint(part.multiply(STEPS)).cast("bigint");
    return sum(when(col(LENGTH).gt(0), steps).otherwise(0L));
  }
}
