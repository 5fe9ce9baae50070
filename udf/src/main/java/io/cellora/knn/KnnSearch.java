package io.cellora.knn;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** Finds the neighbours of queries, wherever the reference is; the driver's side. */
interface KnnSearch extends AutoCloseable {

  JavaRDD<Row> annotate(JavaRDD<QueryBatch> batches, int k, ToAnnotations output);

  /** Frees what is held on driver and executors; nothing may be in use any more. */
  @Override
  void close();
}
