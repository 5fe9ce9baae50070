package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cellora.SparkTestBase;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class VerdictTest extends SparkTestBase {

  /** An arm's macro-F1 of each seed against a baseline of 0.5, and p values that rise. */
  private Dataset<Row> comparisons(double... macroF1) {
    StringBuilder values = new StringBuilder();
    for (int seed = 0; seed < macroF1.length; seed++) {
      values.append(seed == 0 ? "" : ", ");
      values.append("(%d, %sD, %sD)".formatted(seed, macroF1[seed], 0.01 * (seed + 1)));
    }
    return spark.sql(
        "SELECT 'lora' AS arm, 'mlp' AS head, seed, 'val' AS split, 'logistic' AS baseline_head,"
            + " macro_f1, 0.5D AS baseline_macro_f1, p_holm FROM VALUES "
            + values
            + " AS t(seed, macro_f1, p_holm)");
  }

  private String word(double... macroF1) {
    return Verdict.of(comparisons(macroF1)).get(0).word();
  }

  @Test
  void theIntervalOfTheDifferenceIsScipys() {
    List<Verdict> verdicts = Verdict.of(comparisons(0.52, 0.49, 0.53, 0.515, 0.54));
    assertThat(verdicts).hasSize(1);
    assertThat(verdicts.get(0).lower()).isCloseTo(-0.004394742293398993, within(1e-9));
    assertThat(verdicts.get(0).upper()).isCloseTo(0.04239474229339899, within(1e-9));
    assertThat(verdicts.get(0).text())
        .isEqualTo(
            "lora/mlp against frozen logistic on val: macro-F1 0.5190, 0.5000, difference +0.0190"
                + " (95 % over 5 seeds: -0.0044 to +0.0424): no difference shown;"
                + " McNemar p <= 0.050");
  }

  @Test
  void onlyAnIntervalThatLeavesZeroIsAnAnswer() {
    assertThat(word(0.52, 0.53, 0.525)).isEqualTo("better");
    assertThat(word(0.42, 0.43, 0.425)).isEqualTo("worse");
    assertThat(word(0.9)).isEqualTo("one seed shows nothing");
  }
}
