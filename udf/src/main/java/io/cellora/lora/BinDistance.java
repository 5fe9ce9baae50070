package io.cellora.lora;

import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The bin of a training cell's distance from its adapter's classes; runs on executors. */
final class BinDistance implements MapFunction<Row, Row> {

  private static final long serialVersionUID = 1;

  private final Broadcast<List<double[][]>> directions;

  BinDistance(Broadcast<List<double[][]>> directions) {
    this.directions = directions;
  }

  @Override
  public Row call(Row cell) {
    List<Float> embedding = cell.getList(1);
    double[] vector = embedding.stream().mapToDouble(Float::doubleValue).toArray();
    double distance = TrainingProfile.distance(directions.value().get(cell.getInt(0)), vector);
    return RowFactory.create(cell.getInt(0), DistanceHistogram.bin(distance));
  }
}
