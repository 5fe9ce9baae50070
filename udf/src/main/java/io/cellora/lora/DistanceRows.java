package io.cellora.lora;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Adds to a row how far its vector is from the training cells; runs on executors. */
final class DistanceRows implements MapFunction<Row, Row> {

  private static final long serialVersionUID = 1;

  private final TrainingProfile profile;
  private final int vectorIndex;

  DistanceRows(TrainingProfile profile, int vectorIndex) {
    this.profile = profile;
    this.vectorIndex = vectorIndex;
  }

  @Override
  public Row call(Row row) {
    double distance = profile.distance(row.<Vector>getAs(vectorIndex).toArray());
    Object[] values = new Object[row.size() + 2];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = distance;
    values[row.size() + 1] = profile.percentile(distance);
    return RowFactory.create(values);
  }
}
