package io.cellora.h5ad;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes what is known about cells in files that lie beside their shards: one for each shard, its
 * cells in its order, indexed by their names. The driver's side.
 *
 * <p>The rows' columns are the shard's name, the row in it (long), the cell's name; then what is to
 * be written: strings, floats, doubles, booleans.
 */
public final class ObsSheets {

  /** Cells that an h5ad file holds at most, because a task has it in memory. */
  public static final int CELLS_PER_H5AD = 1 << 17;

  /** Columns that say which cell a row is about. */
  static final int KEYS = 3;

  private ObsSheets() {}

  /**
   * Writes {@code SHARD.csv}, of any length; missing values are empty.
   *
   * @param index name of the index column
   */
  public static void csv(Dataset<Row> rows, Path folder, String index) throws IOException {
    List<String> names = names(rows);
    names.set(0, index);
    write(sorted(rows, List.of(col(rows.columns()[0]))), folder, new CsvSheet(names));
  }

  /**
   * Writes {@code SHARD.h5ad} with obs, strings as categoricals, and obsm; shards of more cells go
   * on in {@code SHARD.1.h5ad} and so on.
   *
   * @param rows with the matrix (array of float) as their last column
   * @param cellsPerFile at most
   */
  public static void h5ad(Dataset<Row> rows, Path folder, String matrix, int cellsPerFile)
      throws IOException {
    String[] columns = rows.columns();
    Column piece = expr("`%s` div %d".formatted(columns[1], cellsPerFile));
    List<String> names = names(rows);
    H5adSheet sheet = new H5adSheet(names.subList(1, names.size() - 1), matrix, cellsPerFile);
    write(sorted(rows, List.of(col(columns[0]), piece)), folder, sheet);
  }

  /** The index and the columns behind it. */
  private static List<String> names(Dataset<Row> rows) {
    String[] columns = rows.columns();
    return Arrays.asList(Arrays.copyOfRange(columns, KEYS - 1, columns.length));
  }

  /** All rows of a file in one partition, in order. */
  private static Dataset<Row> sorted(Dataset<Row> rows, List<Column> files) {
    return rows.repartition(files.toArray(new Column[0]))
        .sortWithinPartitions(rows.columns()[0], rows.columns()[1]);
  }

  private static void write(Dataset<Row> rows, Path folder, Sheet sheet) throws IOException {
    SparkSession spark = rows.sparkSession();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileSystem files = SheetFile.fileSystem(folder, hadoop);
    files.mkdirs(folder);
    rows.foreachPartition(
        new WriteSheets(sheet, folder.toString(), new SerializableConfiguration(hadoop)));
    for (FileStatus file : files.listStatus(folder)) {
      // what attempts have left that were lost on the way
      if (file.getPath().getName().startsWith(".")) {
        files.delete(file.getPath(), false);
      }
    }
  }
}
