package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The oracle of the tests is statsmodels, through make_comparisons.py. */
class ComparisonsTest extends SparkTestBase {

  private static JsonNode oracle() throws IOException {
    return new ObjectMapper().readTree(Predictions.FOLDER.resolve("comparisons.json").toFile());
  }

  @Test
  void mcNemarEqualsStatsmodels() throws IOException {
    for (JsonNode each : oracle().get("mcnemar")) {
      double expected = each.get(2).asDouble();
      assertThat(PairedTest.mcNemar(each.get(0).asLong(), each.get(1).asLong()))
          .as(each.toString())
          .isCloseTo(expected, within(1e-9 * expected));
    }
  }

  @Test
  void holmEqualsStatsmodels() throws IOException {
    for (JsonNode family : oracle().get("holm")) {
      double[] corrected = PairedTest.holm(doubles(family.get("values")));
      double[] expected = doubles(family.get("corrected"));
      for (int i = 0; i < expected.length; i++) {
        assertThat(corrected[i]).isCloseTo(expected[i], within(1e-12));
      }
    }
  }

  @Test
  void eachFamilyIsCorrectedByItself() {
    double[] corrected =
        PairedTest.holm(new double[] {0.01, 0.3, 0.02}, new String[] {"a", "b", "a"});
    assertThat(corrected).containsExactly(0.02, 0.3, 0.02);
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  /** Cells 0 to 5 and one without a label; the better baseline head is b. */
  private Dataset<Row> predictions() {
    return spark.sql(
        """
        SELECT 'run' AS run_id, 'a.h5ad' AS shard, arm, head, seed, 'val' AS split, row,
          element_at(array('x', 'x', 'y', 'y', 'x', 'y', NULL), row + 1) AS label,
          substring(guesses, row + 1, 1) AS predicted
        FROM VALUES
          ('baseline', 'a', 0, 'yyyyyyx'),
          ('baseline', 'b', 0, 'xxyyyxx'),
          ('lora', 'mlp', 0, 'xxxxxxy'),
          ('lora', 'mlp', 1, 'xxyyxyx')
          AS t(arm, head, seed, guesses)
        LATERAL VIEW explode(sequence(0, 6)) AS row
        """);
  }

  private Dataset<Row> metrics() {
    return spark.sql(
        """
        SELECT 'run' AS run_id, arm, head, seed, 'val' AS split, 'macro_f1' AS metric, value
        FROM VALUES ('baseline', 'a', 0, 0.4D), ('baseline', 'b', 0, 0.66D), ('lora', 'mlp', 0, 0.6D),
          ('lora', 'mlp', 1, 1D) AS t(arm, head, seed, value)
        """);
  }

  @Test
  void anArmIsHeldToTheBestFrozenHeadOnTheSameLabelledCells() {
    List<Row> rows = Comparisons.of(spark, predictions(), metrics()).collectAsList();
    assertThat(rows).extracting(row -> row.<Integer>getAs("seed")).containsExactly(0, 1);
    assertThat(rows).allMatch(row -> row.getAs("baseline_head").equals("b"));
    assertThat(rows).allMatch(row -> row.<Integer>getAs("baseline_seed") == 0);
    assertThat(rows).allMatch(row -> row.<Long>getAs("n") == 6);
    assertThat(rows).extracting(row -> row.<Long>getAs("only_arm")).containsExactly(1L, 2L);
    assertThat(rows).extracting(row -> row.<Long>getAs("only_baseline")).containsExactly(2L, 0L);
    assertThat(rows.get(0).<Double>getAs("p_value")).isCloseTo(1, within(1e-12));
    assertThat(rows.get(1).<Double>getAs("p_value")).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void aBaselineOfTheSameSeedIsPreferred() {
    Dataset<Row> more =
        predictions()
            .union(
                predictions()
                    .where("arm = 'baseline' AND head = 'b'")
                    .selectExpr(
                        "run_id",
                        "shard",
                        "arm",
                        "head",
                        "1 AS seed",
                        "split",
                        "row",
                        "label",
                        "label AS predicted"));
    Dataset<Row> scores =
        metrics()
            .union(
                metrics()
                    .where("head = 'b'")
                    .withColumn("seed", org.apache.spark.sql.functions.lit(1)));
    List<Row> rows = Comparisons.of(spark, more, scores).collectAsList();
    assertThat(rows).extracting(row -> row.<Integer>getAs("baseline_seed")).containsExactly(0, 1);
    assertThat(rows).extracting(row -> row.<Long>getAs("only_arm")).containsExactly(1L, 0L);
  }
}
