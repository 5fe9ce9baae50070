package io.cellora.job.eval;

import io.cellora.job.config.SanityCheck;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs a check written in SQL; the file returns name, passed and detail, a row for each entry of
 * the gate.
 */
final class SanityQuery {

  private SanityQuery() {}

  static List<SanityCheck> run(SparkSession spark, String file, Map<String, Dataset<Row>> tables) {
    Dataset<Row> entries = SqlFile.query(spark, "checks/" + file, tables);
    return Collected.rows("sanity gate: " + file.replace('_', ' '), entries).stream()
        .map(SanityQuery::check)
        .toList();
  }

  private static SanityCheck check(Row row) {
    return new SanityCheck(row.getAs("name"), row.<Boolean>getAs("passed"), row.getAs("detail"));
  }
}
