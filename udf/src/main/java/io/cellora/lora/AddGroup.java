package io.cellora.lora;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Adds the sums of a group of workers in the order of the workers; runs on executors. */
final class AddGroup
    implements FlatMapFunction<
        Iterator<Tuple2<Integer, Tuple2<Integer, GradientSum>>>, GradientTotal> {

  private static final long serialVersionUID = 1;

  @Override
  public Iterator<GradientTotal> call(
      Iterator<Tuple2<Integer, Tuple2<Integer, GradientSum>>> group) {
    List<Tuple2<Integer, GradientSum>> sums = new ArrayList<>();
    group.forEachRemaining(entry -> sums.add(entry._2()));
    sums.sort(Comparator.comparing(Tuple2::_1));
    GradientTotal total = new GradientTotal();
    sums.forEach(sum -> total.add(sum._2()));
    return List.of(total).iterator();
  }
}
