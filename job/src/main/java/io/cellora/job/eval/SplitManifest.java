package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What every split of a run is made of. */
public final class SplitManifest {

  private SplitManifest() {}

  /**
   * A row for each split, shard and donor: split, source, how, shard, donor, n_cells, n_labelled,
   * sha256 and split_sha256 (of the cells' identities; how, says the SQL file), file_size and
   * file_sha256.
   *
   * @param cells the cells table
   * @param origins split, source (what its files were given as) and how, a row for each split
   * @param files source, shard, size and sha256, a row for each file
   */
  public static Dataset<Row> of(
      SparkSession spark, Dataset<Row> cells, Dataset<Row> origins, Dataset<Row> files) {
    return SqlFile.query(
        spark,
        Columns.SPLIT_MANIFEST_TABLE,
        Map.of(Columns.CELLS_TABLE, cells, "origins", origins, "files", files));
  }
}
