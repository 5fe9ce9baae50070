package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.knn.LabelledKnn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Opens a table of embeddings, given as Parquet itself, as the output folder of a command, or as a
 * SCimilarity model that comes with a reference.
 */
final class EmbeddingsTable {

  /** Where {@code embed} and {@code run-all} put it. */
  private static final List<String> PLACES =
      List.of(Columns.EMBEDDINGS_TABLE, "tables/" + Columns.EMBEDDINGS_TABLE);

  private EmbeddingsTable() {}

  /** The rows of one arm; without a name the table may hold only one. */
  static Dataset<Row> read(SparkSession spark, String path, Optional<String> arm) {
    return LabelledKnn.find(spark, path).orElseGet(() -> table(spark, path, arm));
  }

  private static Dataset<Row> table(SparkSession spark, String path, Optional<String> arm) {
    Path table = place(spark, path).orElse(new Path(path));
    return oneArm(spark.read().parquet(table.toString()), path, arm);
  }

  private static Dataset<Row> oneArm(Dataset<Row> rows, String path, Optional<String> arm) {
    if (!Arrays.asList(rows.columns()).contains(Columns.ARM)) {
      return rows;
    }
    List<String> arms = arms(rows);
    if (arm.isPresent() && !arms.contains(arm.get())) {
      throw new IllegalArgumentException(
          "Cannot find arm (there is %s): %s in %s"
              .formatted(String.join(", ", arms), arm.get(), path));
    }
    if (arm.isEmpty() && arms.size() > 1) {
      throw new IllegalArgumentException(
          "Cannot compare embeddings of several arms (choose one by --arm): %s in %s"
              .formatted(String.join(", ", arms), path));
    }
    return arm.map(name -> rows.filter(col(Columns.ARM).equalTo(name))).orElse(rows);
  }

  /** Bounded by the number of arms. */
  private static List<String> arms(Dataset<Row> rows) {
    return rows.select(Columns.ARM).distinct().orderBy(Columns.ARM).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** The first of the places that is there. */
  private static Optional<Path> place(SparkSession spark, String given) {
    Path path = new Path(given);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      for (String place : PLACES) {
        if (files.exists(new Path(path, place))) {
          return Optional.of(new Path(path, place));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot open embeddings (" + e.getMessage() + "): " + given, e);
    }
  }
}
