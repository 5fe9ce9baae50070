package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Student;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Numbers over the seeds of each arm and head. */
final class Summary {

  private static final StructType STUDENT =
      new StructType()
          .add("degrees", DataTypes.LongType, false)
          .add("quantile", DataTypes.DoubleType, false);

  private Summary() {}

  /** The metrics. */
  static Dataset<Row> of(SparkSession spark, Dataset<Row> metrics) {
    return of(spark, Columns.METRIC_SUMMARY_TABLE, Columns.METRICS_TABLE, metrics);
  }

  /** What the file of this name makes of a table with a column seed, and of Student's quantiles. */
  static Dataset<Row> of(SparkSession spark, String file, String table, Dataset<Row> rows) {
    int seeds = (int) rows.select(Columns.SEED).distinct().count();
    Dataset<Row> student = spark.createDataFrame(student(seeds - 1), STUDENT).coalesce(1);
    return SqlFile.query(spark, file, Map.of(table, rows, "student", student));
  }

  private static List<Row> student(int degrees) {
    return IntStream.rangeClosed(1, degrees)
        .mapToObj(df -> RowFactory.create((long) df, Student.quantile(df)))
        .toList();
  }
}
