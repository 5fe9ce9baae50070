package io.cellora.lora;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/** Puts a worker's number and its group's before its sum; runs on executors. */
final class KeyByGroup
    implements Function2<
        Integer, Iterator<GradientSum>, Iterator<Tuple2<Integer, Tuple2<Integer, GradientSum>>>> {

  private final int fanIn;

  KeyByGroup(int fanIn) {
    this.fanIn = fanIn;
  }

  @Override
  public Iterator<Tuple2<Integer, Tuple2<Integer, GradientSum>>> call(
      Integer worker, Iterator<GradientSum> sum) {
    return List.of(new Tuple2<>(worker / fanIn, new Tuple2<>(worker, sum.next()))).iterator();
  }
}
