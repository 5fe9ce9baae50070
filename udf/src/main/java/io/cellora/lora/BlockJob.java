package io.cellora.lora;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A job over all training blocks that answers one value for each, in the order of the workers. It
 * does what mapPartitionsWithIndex and collect do, without their Scala closures: Spark reads the
 * byte code around each of those at every job, which takes longer than the rest of an empty job.
 */
final class BlockJob {

  private BlockJob() {}

  /**
   * Runs the task once for each block.
   *
   * @param kind class of the answers
   */
  static <T> List<T> run(
      JavaRDD<TrainingBlock> blocks,
      Function2<Integer, Iterator<TrainingBlock>, Iterator<T>> task,
      Class<T> kind) {
    List<T> answers = new ArrayList<>(Collections.nCopies(blocks.getNumPartitions(), null));
    ClassTag<T> tag = ClassTag.apply(kind);
    blocks.context().runJob(blocks.rdd(), new EachBlock<>(task), new Keep<>(answers), tag);
    return answers;
  }

  /** Calls the task; runs on executors. */
  private static final class EachBlock<T>
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<TrainingBlock>, T>
      implements Serializable {

    private static final long serialVersionUID = 1;

    private final Function2<Integer, Iterator<TrainingBlock>, Iterator<T>> task;

    EachBlock(Function2<Integer, Iterator<TrainingBlock>, Iterator<T>> task) {
      this.task = task;
    }

    @Override
    public T apply(TaskContext context, scala.collection.Iterator<TrainingBlock> blocks) {
      try {
        return task.call(context.partitionId(), List.of(blocks.next()).iterator()).next();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("Cannot run training task (" + e.getMessage() + ")", e);
      }
    }
  }

  /** Puts an answer in its worker's place; runs on the driver, one call at a time. */
  private static final class Keep<T> extends AbstractFunction2<Object, T, BoxedUnit> {

    private final List<T> answers;

    Keep(List<T> answers) {
      this.answers = answers;
    }

    @Override
    public BoxedUnit apply(Object worker, T answer) {
      answers.set((Integer) worker, answer);
      return BoxedUnit.UNIT;
    }
  }
}
