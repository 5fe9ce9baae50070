package io.cellora.lora;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Adds a head's prediction to a row that holds an embedding; runs on executors. */
final class PredictRows implements MapFunction<Row, Row> {

  private final ClassifierHead head;
  private final int embeddingIndex;

  PredictRows(ClassifierHead head, int embeddingIndex) {
    this.head = head;
    this.embeddingIndex = embeddingIndex;
  }

  @Override
  public Row call(Row row) {
    double[] embedding = row.<Vector>getAs(embeddingIndex).toArray();
    return Predictions.append(row, head.labels(), head.probabilities(embedding));
  }
}
