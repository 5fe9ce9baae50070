package io.cellora.quality;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/** An arm's cells to rows of what is measured; runs on executors. */
record MeasureArm(Measurement measurement)
    implements FlatMapFunction<Tuple2<ArmKey, Iterable<SampledCell>>, Row> {

  @Override
  public Iterator<Row> call(Tuple2<ArmKey, Iterable<SampledCell>> arm) {
    ArmKey key = arm._1();
    List<Row> rows = new ArrayList<>();
    for (Measure measure : measurement.of(SampledArm.of(arm._2()))) {
      rows.add(
          RowFactory.create(
              key.arm(),
              key.seed(),
              key.scale(),
              key.split(),
              measure.metric(),
              Double.isNaN(measure.value()) ? null : (Double) measure.value(),
              measure.n(),
              measure.note()));
    }
    return rows.iterator();
  }
}
