package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.job.config.Columns;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Writes what heads predict, to a table that is gone when the run is published, and the table of
 * their classes.
 */
final class Predict {

  /** Predictions that do not say yet who abstains. */
  static final String RAW_TABLE = "raw_predictions";

  private static final StructType CLASSES =
      new StructType()
          .add(Columns.RUN_ID, DataTypes.StringType, false)
          .add(Columns.CLASS_INDEX, DataTypes.IntegerType, false)
          .add(Columns.LABEL, DataTypes.StringType, false);

  private Predict() {}

  /** Takes what io.cellora.lora.Predictions added to an arm's cells. */
  static void write(RunContext run, String head, Dataset<Row> predicted) {
    run.append(
        RAW_TABLE,
        predicted.select(
            col(Columns.CELL_ID),
            col(Columns.SHARD),
            col(Columns.ROW),
            col(Columns.ARM),
            lit(head).as(Columns.HEAD),
            col(Columns.SEED),
            col(Columns.SPLIT),
            col(Columns.LABEL),
            col(Columns.DONOR),
            col(Columns.PREDICTED),
            col(Columns.PROBABILITIES),
            col(Columns.TOP),
            col(Columns.CONFIDENCE),
            col(Columns.ABSTAINED)));
  }

  /** Writes what the places in probabilities stand for: a row for each class of train. */
  static void writeClasses(RunContext run, Classes classes) {
    List<Row> rows =
        IntStream.range(0, classes.train().size())
            .mapToObj(i -> RowFactory.create(run.runId(), i, classes.train().get(i)))
            .toList();
    run.write(Columns.CLASSES_TABLE, run.spark().createDataFrame(rows, CLASSES));
  }

  /** The classes of train, in their places. */
  static Classes classes(RunContext run) {
    // Bounded by the number of classes.
    List<String> train =
        run.read(Columns.CLASSES_TABLE).orderBy(Columns.CLASS_INDEX).collectAsList().stream()
            .map(row -> row.<String>getAs(Columns.LABEL))
            .toList();
    return new Classes(train, List.of());
  }

  /** The cells that are evaluated: those that nothing was trained on. */
  static Dataset<Row> heldOut(RunContext run, String arm) {
    return Embed.vectors(run, arm).filter(col(Columns.SPLIT).notEqual(Splits.TRAIN));
  }
}
