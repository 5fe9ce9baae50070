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

/** The metrics over the seeds of each arm and head. */
final class Summary {

  private static final StructType STUDENT =
      new StructType()
          .add("degrees", DataTypes.LongType, false)
          .add("quantile", DataTypes.DoubleType, false);

  private Summary() {}

  static Dataset<Row> of(SparkSession spark, Dataset<Row> metrics) {
    int seeds = (int) metrics.select(Columns.SEED).distinct().count();
    Dataset<Row> student = spark.createDataFrame(student(seeds - 1), STUDENT).coalesce(1);
    return SqlFile.query(
        spark,
        Columns.METRIC_SUMMARY_TABLE,
        Map.of(Columns.METRICS_TABLE, metrics, "student", student));
  }

  private static List<Row> student(int degrees) {
    return IntStream.rangeClosed(1, degrees)
        .mapToObj(df -> RowFactory.create((long) df, Student.quantile(df)))
        .toList();
  }
}
