package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.Columns;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** Which labelled cells of each split are measured: the first by hash, whatever embeds them. */
final class SampleKeys {

  private static final String HASH = "_hash";

  private SampleKeys() {}

  /**
   * Split, shard, row and place (int, from 1 in the order of the hash) of at most {@code count}
   * cells of each split; bounded, so it is held on the driver.
   */
  static Dataset<Row> of(Dataset<Row> cells, int count) {
    Dataset<Row> keys =
        cells
            .filter(col(Columns.LABEL).isNotNull())
            .select(
                col(Columns.SPLIT),
                col(Columns.SHARD),
                col(Columns.ROW),
                xxhash64(col(Columns.CELL_ID), col(Columns.SHARD), col(Columns.ROW)).as(HASH))
            .withColumn(
                Columns.PLACE,
                row_number()
                    .over(
                        Window.partitionBy(Columns.SPLIT)
                            .orderBy(HASH, Columns.SHARD, Columns.ROW)))
            .filter(col(Columns.PLACE).leq(count))
            .drop(HASH);
    List<Row> rows = keys.collectAsList();
    return cells.sparkSession().createDataFrame(rows, keys.schema());
  }

  /** The rows of the sample, with their places. */
  static Dataset<Row> in(Dataset<Row> rows, Dataset<Row> keys) {
    String[] cell = {Columns.SPLIT, Columns.SHARD, Columns.ROW};
    return rows.join(functions.broadcast(keys), cell);
  }
}
