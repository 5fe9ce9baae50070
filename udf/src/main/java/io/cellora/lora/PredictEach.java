package io.cellora.lora;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** A row for each of several models: its name and its prediction; runs on executors. */
final class PredictEach implements FlatMapFunction<Row, Row> {

  private final LinkedHashMap<String, ProbabilityModel> models;
  private final int vectorIndex;

  PredictEach(Map<String, ? extends ProbabilityModel> models, int vectorIndex) {
    this.models = new LinkedHashMap<>(models);
    this.vectorIndex = vectorIndex;
  }

  @Override
  public Iterator<Row> call(Row row) {
    double[] vector = row.<Vector>getAs(vectorIndex).toArray();
    List<Row> rows = new ArrayList<>();
    models.forEach(
        (name, model) ->
            rows.add(
                Predictions.append(named(row, name), model.labels(), model.probabilities(vector))));
    return rows.iterator();
  }

  private static Row named(Row row, String name) {
    Object[] values = new Object[row.size() + 1];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = name;
    return RowFactory.create(values);
  }
}
