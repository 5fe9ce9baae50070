package io.cellora.lora;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Joins a worker's pieces to its block; runs on executors. */
final class JoinBlocks
    implements FlatMapFunction<Iterator<Tuple2<Integer, TrainingBlock>>, TrainingBlock> {

  private static final long serialVersionUID = 1;

  @Override
  public Iterator<TrainingBlock> call(Iterator<Tuple2<Integer, TrainingBlock>> pieces) {
    List<TrainingBlock> mine = new ArrayList<>();
    pieces.forEachRemaining(piece -> mine.add(piece._2()));
    try {
      return List.of(mine.isEmpty() ? TrainingBlock.EMPTY : TrainingBlock.joined(mine)).iterator();
    } catch (ArithmeticException e) {
      int cells = mine.stream().mapToInt(TrainingBlock::size).sum();
      throw new IllegalArgumentException(
          "Cannot join the cells of a worker (an array would be too long; raise train.workers): "
              + cells
              + " cells",
          e);
    }
  }
}
