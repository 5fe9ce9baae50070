package io.cellora.lora;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Turns cells (position, class index, donor number, features) into pieces of blocks by logical
 * worker; runs on executors.
 */
final class PrepareCells implements PairFlatMapFunction<Iterator<Row>, Integer, TrainingBlock> {

  private final TrainingNetwork network;
  private final BlockPlan plan;

  PrepareCells(TrainingNetwork network, BlockPlan plan) {
    this.network = network;
    this.plan = plan;
  }

  @Override
  public Iterator<Tuple2<Integer, TrainingBlock>> call(Iterator<Row> cells) {
    PreparedPieces pieces = new PreparedPieces(network, plan, cells);
    TaskContext.get().addTaskCompletionListener(pieces);
    return pieces;
  }
}
