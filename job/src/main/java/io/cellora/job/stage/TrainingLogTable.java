package io.cellora.job.stage;

import io.cellora.job.train.EpochLog;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The training log as a table: a row an epoch. */
final class TrainingLogTable {

  private static final StructType SCHEMA =
      new StructType()
          .add("arm", DataTypes.StringType, false)
          .add("seed", DataTypes.IntegerType, false)
          .add("epoch", DataTypes.IntegerType, false)
          .add("step", DataTypes.IntegerType, false)
          .add("loss", DataTypes.DoubleType, false)
          .add("learning_rate", DataTypes.DoubleType, false)
          .add("grad_norm", DataTypes.DoubleType, false)
          .add("val_macro_f1", DataTypes.DoubleType, false)
          .add("seconds", DataTypes.DoubleType, false);

  private TrainingLogTable() {}

  static Dataset<Row> of(SparkSession spark, String arm, long seed, List<EpochLog> log) {
    List<Row> rows = log.stream().map(epoch -> row(arm, (int) seed, epoch)).toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static Row row(String arm, int seed, EpochLog epoch) {
    return RowFactory.create(
        arm,
        seed,
        epoch.epoch(),
        epoch.step(),
        epoch.loss(),
        epoch.learningRate(),
        epoch.gradNorm(),
        epoch.valMacroF1(),
        epoch.seconds());
  }
}
