package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import io.cellora.job.eval.Predictions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsTableTest extends SparkTestBase {

  private static Dataset<Row> metrics;

  @BeforeAll
  static void evaluateOnce() {
    metrics =
        Predictions.evaluate(spark, Predictions.committed(spark))
            .metrics()
            .where("arm IN ('baseline', 'two', 'lora-ce')");
  }

  @Test
  void linesUpArmsAndNumbersForATerminal() {
    // The numbers are scikit-learn's: src/test/resources/eval/metrics.csv.
    assertThat(MetricsTable.of(metrics).text())
        .isEqualTo(
            """
            arm       head    seed  split    top1    top3  macro_f1  weighted_f1  balanced_accuracy  classes_correct    n
            baseline  linear  0     test   0.4333  0.6500    0.3194       0.4437             0.4477              5/6   60
            baseline  linear  0     val    0.5000  0.7662    0.3079       0.5157             0.3892              5/7  154
            baseline  votes   0     val    0.3961  0.6818    0.2549       0.4172             0.3543              5/7  154
            lora-ce   mlp     1     val    0.8182  0.8896    0.5107       0.7900             0.6602              5/7  154
            lora-ce   mlp     2     val    0.6623  0.8701    0.4056       0.6677             0.5276              5/7  154
            two       linear  0     val2   0.7250  1.0000    0.6925       0.7425             0.7500              2/2   40
            """);
  }

  @Test
  void markdownHoldsTheSameNumbers() {
    assertThat(MetricsTable.of(metrics.where("split = 'test'")).markdown())
        .isEqualTo(
            """
            | arm      | head   | seed | split |   top1 |   top3 | macro_f1 | weighted_f1 | balanced_accuracy | classes_correct |  n |
            | -------- | ------ | ---- | ----- | -----: | -----: | -------: | ----------: | ----------------: | --------------: | -: |
            | baseline | linear | 0    | test  | 0.4333 | 0.6500 |   0.3194 |      0.4437 |            0.4477 |             5/6 | 60 |
            """);
  }

  @Test
  void splitWithoutLabelsShowsDashes() {
    assertThat(MetricsTable.of(metrics.where("arm = 'two' AND metric = 'n_cells'")).text())
        .endsWith("-/-  40\n");
  }
}
