package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.train.EpochLog;
import io.cellora.lora.LossTerm;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The training log as a table: a row an epoch; a loss term that is off is null. */
final class TrainingLogTable {

  private TrainingLogTable() {}

  static Dataset<Row> of(SparkSession spark, TrainingUnit unit, List<EpochLog> log) {
    List<Row> rows = log.stream().map(epoch -> row(unit, epoch)).toList();
    return spark.createDataFrame(rows, schema()).coalesce(1);
  }

  private static StructType schema() {
    StructType schema =
        new StructType()
            .add(Columns.ARM, DataTypes.StringType, false)
            .add(Columns.SEED, DataTypes.IntegerType, false)
            .add("epoch", DataTypes.IntegerType, false)
            .add("step", DataTypes.IntegerType, false)
            .add("loss", DataTypes.DoubleType, false);
    for (LossTerm term : LossTerm.values()) {
      schema = schema.add(term.column(), DataTypes.DoubleType, true);
    }
    return schema
        .add("learning_rate", DataTypes.DoubleType, false)
        .add("grad_norm", DataTypes.DoubleType, false)
        .add("val_macro_f1", DataTypes.DoubleType, true)
        .add("val_classes_predicted", DataTypes.IntegerType, false)
        .add("effective_rank", DataTypes.DoubleType, true)
        .add("cosine_to_base", DataTypes.DoubleType, true)
        .add("cells_per_s", DataTypes.DoubleType, false)
        .add("seconds", DataTypes.DoubleType, false);
  }

  private static Row row(TrainingUnit unit, EpochLog epoch) {
    List<Object> values = new ArrayList<>();
    values.addAll(List.of(unit.arm(), (int) unit.seed(), epoch.epoch(), epoch.step()));
    values.add(epoch.loss());
    for (LossTerm term : LossTerm.values()) {
      values.add(present(epoch.term(term)));
    }
    values.addAll(List.of(epoch.learningRate(), epoch.gradNorm()));
    values.add(present(epoch.valMacroF1()));
    values.add(epoch.valClasses());
    values.add(present(epoch.effectiveRank()));
    values.add(present(epoch.cosine()));
    values.addAll(List.of(epoch.cellsPerSecond(), epoch.seconds()));
    return RowFactory.create(values.toArray());
  }

  private static Double present(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
