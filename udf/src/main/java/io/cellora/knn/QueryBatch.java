package io.cellora.knn;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Some rows whose neighbours are wanted.
 *
 * @param rows all rows, also those without an embedding
 * @param places for each row its place among the queries, or -1 without an embedding
 * @param queries number of rows with an embedding
 * @param values unit vectors [queries, width], row-major
 */
record QueryBatch(List<Row> rows, int[] places, int queries, float[] values)
    implements Serializable {

  /** What a search needs of the batch. */
  QueryBatch withoutRows() {
    return new QueryBatch(List.of(), new int[0], queries, values);
  }
}
