package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class VerdictTest extends SparkTestBase {

  /** A row of comparison_summary. */
  private Dataset<Row> summary(int seeds, String lower, String upper) {
    return spark.sql(
        "SELECT 'lora' AS arm, 'mlp' AS head, 'val' AS split, 'best' AS baseline_role,"
            + " 'logistic' AS baseline_head, %dL AS n_seeds, 0.519D AS macro_f1,".formatted(seeds)
            + " 0.5D AS baseline_macro_f1, CAST(%s AS DOUBLE) AS lower,".formatted(lower)
            + " CAST(%s AS DOUBLE) AS upper, 0.05D AS p_holm,".formatted(upper)
            + " 0.002D AS p_permutation_holm");
  }

  private String word(int seeds, String lower, String upper) {
    return Verdict.of(summary(seeds, lower, upper)).get(0).word();
  }

  @Test
  void aLineSaysWhatTheSeedsShow() {
    List<Verdict> verdicts = Verdict.of(summary(5, "-0.0043947", "0.0423947"));
    assertThat(verdicts).hasSize(1);
    assertThat(verdicts.get(0).text())
        .isEqualTo(
            "lora/mlp against frozen logistic on val: macro-F1 0.5190, 0.5000, difference +0.0190"
                + " (95 % over 5 seeds: -0.0044 to +0.0424): no difference shown;"
                + " McNemar p <= 0.050, permutation p <= 0.0020");
  }

  @Test
  void onlyAnIntervalThatLeavesZeroIsAnAnswer() {
    assertThat(word(3, "0.01", "0.03")).isEqualTo("better");
    assertThat(word(3, "-0.08", "-0.07")).isEqualTo("worse");
    assertThat(word(1, "NULL", "NULL")).isEqualTo("one seed shows nothing");
  }
}
