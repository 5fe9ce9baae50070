package io.cellora.job.stage;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.cellora.job.config.Columns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Numbers cells by shard and row without sorting them: a cell's position is its row plus the rows
 * of the shards before its own. Rows that are left out leave gaps.
 */
final class CellPositions {

  static final String POSITION = "_position";

  private static final String BEFORE = "_before";
  private static final StructType OFFSETS =
      new StructType()
          .add(Columns.SHARD, DataTypes.StringType, false)
          .add(BEFORE, DataTypes.LongType, false);

  private CellPositions() {}

  /** The cells with the column {@value #POSITION} (long). */
  static Dataset<Row> in(Dataset<Row> cells) {
    Dataset<Row> offsets = cells.sparkSession().createDataFrame(offsets(cells), OFFSETS);
    return cells
        .join(broadcast(offsets), Columns.SHARD)
        .withColumn(POSITION, col(BEFORE).plus(col(Columns.ROW)));
  }

  /** Each shard with the rows of those before it, by name. */
  private static List<Row> offsets(Dataset<Row> cells) {
    List<Row> offsets = new ArrayList<>();
    long before = 0;
    for (Row shard :
        cells
            .groupBy(Columns.SHARD)
            .agg(max(col(Columns.ROW)).cast("long"))
            .orderBy(Columns.SHARD)
            .collectAsList()) {
      offsets.add(RowFactory.create(shard.getString(0), before));
      before += shard.getLong(1) + 1;
    }
    return offsets;
  }
}
