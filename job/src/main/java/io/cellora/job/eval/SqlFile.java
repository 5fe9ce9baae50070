package io.cellora.job.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Runs the statement of a file under {@code resources/sql} over the tables it names as {@code
 * IDENTIFIER(:table)}.
 */
final class SqlFile {

  private SqlFile() {}

  /**
   * Plans the statement; the temporary views it needs have names of their own and are gone when
   * this returns.
   */
  static Dataset<Row> query(SparkSession spark, String file, Map<String, Dataset<Row>> tables) {
    String statement = read(file);
    Map<String, Object> views = new HashMap<>();
    try {
      tables.forEach((table, rows) -> views.put(table, register(rows)));
      return spark.sql(statement, views);
    } finally {
      views.values().forEach(view -> spark.catalog().dropTempView((String) view));
    }
  }

  private static String register(Dataset<Row> rows) {
    String view = "cellora_" + UUID.randomUUID().toString().replace("-", "");
    // Dropping a view uncaches the plan it stands for: the filter makes that plan another than the
    // caller's.
    rows.where(functions.lit(true)).createOrReplaceTempView(view);
    return view;
  }

  private static String read(String file) {
    String path = "/sql/" + file + ".sql";
    try (InputStream in = SqlFile.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("Cannot read SQL file (not in the jar): " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read SQL file (the jar is damaged): " + path, e);
    }
  }
}
