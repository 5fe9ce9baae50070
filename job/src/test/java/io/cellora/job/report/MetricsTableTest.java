package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import io.cellora.job.eval.Evaluation;
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
        Evaluation.evaluate(spark, Predictions.committed(spark))
            .metrics()
            .where("arm IN ('baseline', 'two', 'lora-ce')");
  }

  @Test
  void linesUpArmsAndNumbersForATerminal() {
    assertThat(MetricsTable.of(metrics).text()).isEqualTo("");
  }

  @Test
  void markdownHoldsTheSameNumbers() {
    assertThat(MetricsTable.of(metrics.where("split = 'test'")).markdown()).isEqualTo("");
  }

  @Test
  void splitWithoutLabelsShowsDashes() {
    assertThat(MetricsTable.of(metrics.where("arm = 'two' AND metric = 'n_cells'")).text())
        .endsWith("-/-  40\n");
  }
}
