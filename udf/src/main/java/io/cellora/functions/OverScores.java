package io.cellora.functions;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;
import scala.Tuple2;

/** Gathers scores (float, 0 to 1), each with a truth value, whatever is made of them in the end. */
abstract class OverScores<T> extends Aggregator<Tuple2<Float, Boolean>, ScoredCells, T> {

  private static final long serialVersionUID = 1L;

  @Override
  public ScoredCells zero() {
    return new ScoredCells();
  }

  @Override
  public ScoredCells reduce(ScoredCells cells, Tuple2<Float, Boolean> cell) {
    cells.add(cell._1(), cell._2());
    return cells;
  }

  @Override
  public ScoredCells merge(ScoredCells one, ScoredCells other) {
    one.addAll(other);
    return one;
  }

  @Override
  public Encoder<ScoredCells> bufferEncoder() {
    return Encoders.javaSerialization(ScoredCells.class);
  }
}
