package io.cellora.job.eval;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Names the Spark jobs that collect a small table, for whoever watches them in Spark's pages. */
final class JobLabel {

  private static final String DESCRIPTION = "spark.job.description";

  private JobLabel() {}

  /** Collects the rows under the label, then restores the label that stood before. */
  static List<Row> collect(String label, Dataset<Row> rows) {
    SparkContext context = rows.sparkSession().sparkContext();
    String before = context.getLocalProperty(DESCRIPTION);
    context.setJobDescription(label);
    try {
      return rows.collectAsList();
    } finally {
      context.setJobDescription(before);
    }
  }
}
