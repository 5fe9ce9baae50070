package io.cellora.job.stage;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;

import io.cellora.job.config.Columns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A cell is found by the name of its file and its row in it. */
final class ShardNames {

  private ShardNames() {}

  /**
   * Refuses files of one name that are read together.
   *
   * @param together the column that says which cells are
   */
  static void refuseDoubles(Dataset<Row> cells, String together) {
    Dataset<Row> ambiguous =
        cells
            .groupBy(together, Columns.SHARD)
            .agg(count("*").as("cells"), max(Columns.ROW).as("last"))
            .filter("cells > last + 1")
            .orderBy(together, Columns.SHARD);
    for (Row shard : ambiguous.limit(1).collectAsList()) {
      throw new IllegalArgumentException(
          "Cannot tell the cells of two files apart (both are named %s in %s): rename one"
              .formatted(shard.getString(1), shard.getString(0)));
    }
  }
}
