package io.cellora.lora;

import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Gives a numbered row (class index, features) to a logical worker by its position alone; runs on
 * executors.
 */
final class AssignWorker implements PairFunction<Tuple2<Row, Long>, Integer, PositionedCell> {

  private final int workers;

  AssignWorker(int workers) {
    this.workers = workers;
  }

  @Override
  public Tuple2<Integer, PositionedCell> call(Tuple2<Row, Long> numbered) {
    Row row = numbered._1();
    long position = numbered._2();
    Vector genes = row.getAs(1);
    return new Tuple2<>(
        (int) (position % workers), new PositionedCell(position, row.getInt(0), genes.toSparse()));
  }
}
