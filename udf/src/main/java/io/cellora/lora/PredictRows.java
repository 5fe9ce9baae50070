package io.cellora.lora;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Adds a model's prediction to a row that holds its vector; runs on executors. */
final class PredictRows implements MapFunction<Row, Row> {

  private final ProbabilityModel model;
  private final int vectorIndex;

  PredictRows(ProbabilityModel model, int vectorIndex) {
    this.model = model;
    this.vectorIndex = vectorIndex;
  }

  @Override
  public Row call(Row row) {
    double[] vector = row.<Vector>getAs(vectorIndex).toArray();
    return Predictions.append(row, model.labels(), model.probabilities(vector));
  }
}
