package io.cellora.lora;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a prediction: predicted, probabilities (in the order of the classes), top (the
 * most likely classes), confidence, abstained (null until a threshold is fitted, see {@link
 * Calibration}).
 */
public final class Predictions {

  /** Classes in the column top, at most. */
  public static final int TOP = 5;

  private static final StructType TOP_ENTRY =
      new StructType()
          .add("label", DataTypes.StringType, false)
          .add("probability", DataTypes.FloatType, false);

  private static final StructType COLUMNS =
      new StructType()
          .add("predicted", DataTypes.StringType, false)
          .add("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false), false)
          .add("top", DataTypes.createArrayType(TOP_ENTRY, false), false)
          .add("confidence", DataTypes.FloatType, false)
          .add("abstained", DataTypes.BooleanType, true);

  private Predictions() {}

  /** Adds a model's predictions for a column of vectors, such as embeddings. */
  public static Dataset<Row> ofModel(Dataset<Row> cells, String vectorCol, ProbabilityModel model) {
    PredictRows rows = new PredictRows(model, cells.schema().fieldIndex(vectorCol));
    return cells.map(rows, Encoders.row(schema(cells.schema())));
  }

  /**
   * A row for each cell and model, with the model's predictions.
   *
   * @param nameCol the column for the model's name
   */
  public static Dataset<Row> ofEach(
      Dataset<Row> cells,
      String vectorCol,
      String nameCol,
      Map<String, ? extends ProbabilityModel> models) {
    PredictEach rows = new PredictEach(models, cells.schema().fieldIndex(vectorCol));
    StructType named = cells.schema().add(nameCol, DataTypes.StringType, false);
    return cells.flatMap(rows, Encoders.row(schema(named)));
  }

  /** Adds the predictions that a column of class probabilities (vectors) stands for. */
  public static Dataset<Row> ofProbabilities(
      Dataset<Row> cells, String probabilityCol, List<String> labels) {
    LabelProbabilities rows =
        new LabelProbabilities(labels, cells.schema().fieldIndex(probabilityCol));
    return cells.map(rows, Encoders.row(schema(cells.schema())));
  }

  /**
   * Adds the predictions of a vote.
   *
   * @param votesCol array of structs that begin with a label and its votes (int), most votes first
   */
  public static Dataset<Row> ofVotes(Dataset<Row> cells, String votesCol, List<String> labels) {
    VoteRows rows = new VoteRows(labels, cells.schema().fieldIndex(votesCol));
    return cells.map(rows, Encoders.row(schema(cells.schema())));
  }

  private static StructType schema(StructType cells) {
    StructType schema = cells;
    for (StructField field : COLUMNS.fields()) {
      schema = schema.add(field);
    }
    return schema;
  }

  /** The row with the prediction behind it; ties go to the first class. */
  static Row append(Row row, List<String> labels, double[] probabilities) {
    List<Integer> order =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
            .toList();
    return append(row, labels, probabilities, order);
  }

  /** The row with the prediction behind it, its classes in this order, the most likely first. */
  static Row append(Row row, List<String> labels, double[] probabilities, List<Integer> order) {
    List<Float> all = new ArrayList<>();
    for (double probability : probabilities) {
      all.add((float) probability);
    }
    List<Row> top =
        order.stream().limit(TOP).map(i -> RowFactory.create(labels.get(i), all.get(i))).toList();
    Object[] values = new Object[row.size() + COLUMNS.length()];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    int next = row.size();
    values[next++] = labels.get(order.get(0));
    values[next++] = all.toArray(new Float[0]);
    values[next++] = top.toArray(new Row[0]);
    values[next] = all.get(order.get(0));
    return RowFactory.create(values);
  }
}
