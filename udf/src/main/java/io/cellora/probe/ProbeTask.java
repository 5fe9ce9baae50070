package io.cellora.probe;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Gathers the facts of the executor it runs on. It holds its slot for a moment, so that the tasks
 * beside it go to other executors.
 *
 * @param threads torch threads for each task
 */
public record ProbeTask(int threads) implements FlatMapFunction<Iterator<Integer>, JvmFacts> {

  private static final long HOLD_MILLIS = 300;

  @Override
  public Iterator<JvmFacts> call(Iterator<Integer> none) throws InterruptedException {
    JvmFacts facts = Probe.ofThisJvm(threads);
    Thread.sleep(HOLD_MILLIS);
    return List.of(facts).iterator();
  }
}
