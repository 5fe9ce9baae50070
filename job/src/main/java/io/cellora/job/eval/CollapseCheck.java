package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds arms that give (nearly) one class to everything. */
public final class CollapseCheck {

  private CollapseCheck() {}

  /** Judges each arm, head, seed and split by its rows in the per_class table. */
  public static List<SanityCheck> check(SparkSession spark, Dataset<Row> perClass) {
    return SanityQuery.run(spark, "collapse", Map.of(Columns.PER_CLASS_TABLE, perClass));
  }
}
