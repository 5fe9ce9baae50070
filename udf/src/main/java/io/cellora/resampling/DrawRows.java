package io.cellora.resampling;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The draws of one row, made when they are asked for; runs on executors. */
final class DrawRows implements FlatMapFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final Resampling resampling;
  private final Statistic statistic;

  DrawRows(Resampling resampling, Statistic statistic) {
    this.resampling = resampling;
    this.statistic = statistic;
  }

  @Override
  public Iterator<Row> call(Row row) {
    Object[] kept = IntStream.range(0, row.size() - 1).mapToObj(row::get).toArray();
    ResampleUnit unit = ResampleUnit.of(row.getAs(resampling.unitCol()));
    Supplier<double[]> draws =
        statistic.draws(PairedCounts.of(row.getList(row.size() - 1)), unit, resampling.seed());
    return IntStream.range(0, resampling.draws())
        .mapToObj(draw -> with(kept, draw, draws.get()))
        .iterator();
  }

  private static Row with(Object[] kept, int draw, double[] values) {
    Object[] all = Arrays.copyOf(kept, kept.length + 1 + values.length);
    all[kept.length] = draw;
    for (int i = 0; i < values.length; i++) {
      all[kept.length + 1 + i] = values[i];
    }
    return RowFactory.create(all);
  }
}
