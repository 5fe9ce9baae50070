package io.cellora.job.eval;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Small tables brought to the driver, by jobs that say what they are for in Spark's pages. */
final class Collected {

  private static final String DESCRIPTION = "spark.job.description";

  private Collected() {}

  /** Collects the rows under the label, then restores the label that stood before. */
  static List<Row> rows(String label, Dataset<Row> table) {
    SparkContext context = table.sparkSession().sparkContext();
    String before = context.getLocalProperty(DESCRIPTION);
    context.setJobDescription(label);
    try {
      return table.collectAsList();
    } finally {
      context.setJobDescription(before);
    }
  }

  /** Computes the table now. */
  static Dataset<Row> table(String label, Dataset<Row> planned) {
    return table(rows(label, planned), planned);
  }

  /** Holds the rows in one partition, so that sums over them have one order and one value. */
  static Dataset<Row> table(List<Row> rows, Dataset<Row> like) {
    return like.sparkSession().createDataFrame(rows, like.schema()).coalesce(1);
  }
}
