package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.train.ClusterGradients;
import io.cellora.job.train.Validation;
import io.cellora.lora.TrainableParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What is learnt and what is left of the base on the validation cells when an adapter's delta is
 * scaled from 0 to 1 after training (2109.01903): a row for each arm, seed and scale.
 */
final class DeltaScaleTable {

  private static final int PARTS = 10;

  private static final StructType SCHEMA =
      new StructType()
          .add(Columns.ARM, DataTypes.StringType, false)
          .add(Columns.SEED, DataTypes.IntegerType, false)
          .add(Columns.DELTA_SCALE, DataTypes.DoubleType, false)
          .add("val_macro_f1", DataTypes.DoubleType, false)
          .add("val_top1", DataTypes.DoubleType, false)
          .add("cosine_to_base", DataTypes.DoubleType, false)
          .add("effective_rank", DataTypes.DoubleType, false);

  private DeltaScaleTable() {}

  /** A unit's rows; all scales are looked at in one pass. */
  static List<Row> rows(
      TrainingUnit unit, TrainableParameters trained, ClusterGradients validation) {
    List<TrainableParameters> scales =
        IntStream.rangeClosed(0, PARTS).mapToObj(i -> trained.scaledBy(scale(i))).toList();
    List<Validation> found = validation.validate(scales);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      rows.add(row(unit, scale(i), found.get(i)));
    }
    return rows;
  }

  private static double scale(int part) {
    return (double) part / PARTS;
  }

  private static Row row(TrainingUnit unit, double scale, Validation found) {
    return RowFactory.create(
        unit.arm(),
        (int) unit.seed(),
        scale,
        found.macroF1(),
        found.top1(),
        found.found().meanCosine(),
        found.found().effectiveRank());
  }

  static Dataset<Row> of(SparkSession spark, List<Row> rows) {
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }
}
