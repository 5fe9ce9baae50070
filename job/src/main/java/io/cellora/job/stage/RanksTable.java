package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.lora.RankRecord;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Ranks of every adapter by layer: a row after each epoch of the adapters and after each change.
 */
final class RanksTable {

  private static final StructType SCHEMA =
      new StructType()
          .add(Columns.ARM, DataTypes.StringType, false)
          .add(Columns.SEED, DataTypes.IntegerType, false)
          .add("step", DataTypes.IntegerType, false)
          .add("layer", DataTypes.StringType, false)
          .add(Columns.RANK, DataTypes.IntegerType, false)
          .add("effective_rank", DataTypes.DoubleType, false)
          .add("energy_kept", DataTypes.DoubleType, false);

  private RanksTable() {}

  static Dataset<Row> of(SparkSession spark, TrainingUnit unit, List<RankRecord> ranks) {
    List<Row> rows = ranks.stream().map(record -> row(unit, record)).toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static Row row(TrainingUnit unit, RankRecord record) {
    return RowFactory.create(
        unit.arm(),
        (int) unit.seed(),
        record.step(),
        record.layer(),
        record.rank(),
        record.effectiveRank(),
        record.energyKept());
  }
}
