package io.cellora.lora;

import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Adds the prediction that an MLlib probability column stands for; runs on executors. */
final class LabelProbabilities implements MapFunction<Row, Row> {

  private final List<String> labels;
  private final int probabilityIndex;

  LabelProbabilities(List<String> labels, int probabilityIndex) {
    this.labels = List.copyOf(labels);
    this.probabilityIndex = probabilityIndex;
  }

  @Override
  public Row call(Row row) {
    return Predictions.append(row, labels, row.<Vector>getAs(probabilityIndex).toArray());
  }
}
