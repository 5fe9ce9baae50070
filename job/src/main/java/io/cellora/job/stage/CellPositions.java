package io.cellora.job.stage;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.cellora.job.config.Columns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Numbers cells by shard and row without sorting them: a cell's position is its row plus the rows
 * of the shards before its own. Rows that are left out leave gaps.
 */
final class CellPositions {

  static final String POSITION = "_position";

  private static final String ROWS = "_rows";
  private static final String BEFORE = "_before";

  private CellPositions() {}

  /** The cells with the column {@value #POSITION} (long). */
  static Dataset<Row> in(Dataset<Row> cells) {
    Dataset<Row> shards =
        cells
            .groupBy(Columns.SHARD)
            .agg(max(col(Columns.ROW)).plus(1).cast("long").as(ROWS))
            .withColumn(
                BEFORE,
                coalesce(
                    sum(col(ROWS))
                        .over(
                            Window.orderBy(Columns.SHARD)
                                .rowsBetween(Window.unboundedPreceding(), -1)),
                    lit(0L)))
            .select(Columns.SHARD, BEFORE);
    return cells
        .join(broadcast(shards), Columns.SHARD)
        .withColumn(POSITION, col(BEFORE).plus(col(Columns.ROW)));
  }
}
