package io.cellora.job.train;

import io.cellora.lora.ParameterLayout;
import io.cellora.lora.RankRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows of the ranks table as numbers of a checkpoint, and back; layers by their place. */
final class RankLog {

  private static final String NAME = "rank_log";
  private static final int WIDTH = 5;

  private RankLog() {}

  static Map<String, double[]> numbers(ParameterLayout layout, List<RankRecord> rows) {
    List<String> layers = layers(layout);
    double[] numbers = new double[rows.size() * WIDTH];
    for (int i = 0; i < rows.size(); i++) {
      RankRecord row = rows.get(i);
      double[] one = {
        row.step(), layers.indexOf(row.layer()), row.rank(), row.effectiveRank(), row.energyKept()
      };
      System.arraycopy(one, 0, numbers, i * WIDTH, WIDTH);
    }
    return Map.of(NAME, numbers);
  }

  static List<RankRecord> of(ParameterLayout layout, Map<String, double[]> extra) {
    List<String> layers = layers(layout);
    double[] numbers = extra.get(NAME);
    List<RankRecord> rows = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += WIDTH) {
      rows.add(
          new RankRecord(
              (int) numbers[i],
              layers.get((int) numbers[i + 1]),
              (int) numbers[i + 2],
              numbers[i + 3],
              numbers[i + 4]));
    }
    return rows;
  }

  private static List<String> layers(ParameterLayout layout) {
    return layout.linears().stream().map(ParameterLayout.Linear::name).toList();
  }
}
