package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
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
          CAST(NULL AS STRING) AS donor, substring(guesses, row + 1, 1) AS predicted
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

  private static List<Row> compared(Dataset<Row> predictions, Dataset<Row> metrics) {
    return Comparisons.of(spark, predictions, metrics, Settings.defaults().evaluate())
        .collectAsList();
  }

  @Test
  void anArmIsHeldToTheBestFrozenHeadOnTheSameLabelledCells() {
    List<Row> rows = compared(predictions(), metrics());
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
                        "donor",
                        "label AS predicted"));
    Dataset<Row> scores =
        metrics()
            .union(
                metrics()
                    .where("head = 'b'")
                    .withColumn("seed", org.apache.spark.sql.functions.lit(1)));
    List<Row> rows = compared(more, scores);
    assertThat(rows).extracting(row -> row.<Integer>getAs("baseline_seed")).containsExactly(0, 1);
    assertThat(rows).extracting(row -> row.<Long>getAs("only_arm")).containsExactly(1L, 0L);
  }

  private Map<String, Row> ofOracle() {
    StatisticsOracle oracle = new StatisticsOracle(spark);
    return StatisticsOracle.byName(
        Comparisons.of(spark, oracle.predictions(), oracle.metrics(), oracle.settings()),
        "baseline_head",
        "split");
  }

  @Test
  void differencesAndTheirIntervalsAreThoseOfNumpyWithinTheErrorOfTheDraws() {
    StatisticsOracle oracle = new StatisticsOracle(spark);
    Map<String, Row> found = ofOracle();
    assertThat(found).hasSize(oracle.get("differences").size());
    for (JsonNode each : oracle.get("differences")) {
      String split = each.get(2).asText();
      Row row = found.get(key(each));
      assertThat(row.<String>getAs("unit")).isEqualTo(split.equals("none") ? "cell" : "donor");
      assertThat(row.<Double>getAs("difference"))
          .isEqualTo(row.<Double>getAs("macro_f1") - row.<Double>getAs("baseline_macro_f1"))
          .isBetween(row.getAs("diff_lower"), row.getAs("diff_upper"));
      assertThat(row.<Double>getAs("diff_lower"))
          .as(each.toString())
          .isCloseTo(each.get(3).asDouble(), within(1e-3 + 5 * each.get(5).asDouble()));
      assertThat(row.<Double>getAs("diff_upper"))
          .as(each.toString())
          .isCloseTo(each.get(4).asDouble(), within(1e-3 + 5 * each.get(6).asDouble()));
    }
  }

  @Test
  void permutationTestsAreScipysWithinTheErrorOfTheDraws() {
    StatisticsOracle oracle = new StatisticsOracle(spark);
    Map<String, Row> found = ofOracle();
    for (JsonNode each : oracle.get("permutations")) {
      Row row = found.get(key(each));
      boolean donors = each.get(2).asText().equals("seven");
      assertThat(row.<String>getAs("permutation_unit")).isEqualTo(donors ? "donor" : "cell");
      double p = each.get(3).asDouble();
      assertThat(row.<Double>getAs("p_permutation"))
          .as(each.toString())
          .isCloseTo(p, within(errorOf(p, oracle)));
      assertThat(row.<Double>getAs("p_permutation_holm"))
          .isGreaterThanOrEqualTo(row.getAs("p_permutation"));
    }
  }

  /** Five standard errors of a share of the draws on either side, and one draw. */
  private static double errorOf(double p, StatisticsOracle oracle) {
    double draws = oracle.get("test_draws").asDouble();
    return 5 * Math.sqrt(2 * p * (1 - p) / draws) + 1 / draws;
  }

  private static String key(JsonNode comparison) {
    return comparison.get(0).asText()
        + " "
        + comparison.get(1).asText()
        + " "
        + comparison.get(2).asText();
  }

  @Test
  void thePermutationTestNearsTheShareOfAllSwaps() {
    StatisticsOracle oracle = new StatisticsOracle(spark);
    JsonNode tiny = oracle.get("tiny");
    Dataset<Row> predictions =
        spark.sql(
            """
            SELECT 'run' AS run_id, 'a.h5ad' AS shard, arm, 'mlp' AS head, 0 AS seed, 'val' AS split,
              row, NULL AS donor, substring('%s', row + 1, 1) AS label,
              substring(guesses, row + 1, 1) AS predicted
            FROM VALUES ('lora', '%s'), ('baseline', '%s') AS t(arm, guesses)
            LATERAL VIEW explode(sequence(0, 8)) AS row
            """
                .formatted(
                    tiny.get("label").asText(),
                    tiny.get("first").asText(),
                    tiny.get("second").asText()));
    Dataset<Row> metrics =
        spark.sql(
            "SELECT 'run' AS run_id, arm, 'mlp' AS head, 0 AS seed, 'val' AS split,"
                + " 'macro_f1' AS metric, value FROM VALUES ('lora', %sD), ('baseline', %sD)"
                    .formatted(tiny.get("f1").get(0).asText(), tiny.get("f1").get(1).asText())
                + " AS t(arm, value)");
    Row row = Comparisons.of(spark, predictions, metrics, oracle.settings()).first();
    double p = tiny.get("p").asDouble();
    assertThat(row.<Double>getAs("p_permutation")).isCloseTo(p, within(errorOf(p, oracle)));
  }

  @Test
  void theGenesAreABaselineOfTheirOwnUnlessTheyAreTheBest() {
    StatisticsOracle oracle = new StatisticsOracle(spark);
    List<Row> rows =
        Comparisons.of(spark, oracle.predictions(), oracle.metrics(), oracle.settings())
            .collectAsList();
    assertThat(rows)
        .allMatch(
            row ->
                row.getAs("baseline_role").equals("genes")
                    == row.getAs("baseline_head").equals("logistic_genes"));
    Dataset<Row> genesOnly = oracle.metrics().where("head <> 'logistic'");
    assertThat(
            Comparisons.of(spark, oracle.predictions(), genesOnly, oracle.settings())
                .collectAsList())
        .hasSize(6)
        .allMatch(row -> row.getAs("baseline_role").equals("best"))
        .allMatch(row -> row.getAs("baseline_head").equals("logistic_genes"));
  }

  @Test
  void whereTheGenesAreTheBestTheBestHeadOnEmbeddingsIsABaselineToo() {
    StatisticsOracle oracle = new StatisticsOracle(spark);
    Dataset<Row> genesBest =
        oracle
            .metrics()
            .withColumn("value", functions.expr("if(head = 'logistic_genes', 1D, value)"));
    assertThat(
            Comparisons.of(spark, oracle.predictions(), genesBest, oracle.settings())
                .collectAsList())
        .extracting(row -> row.getAs("baseline_role") + " " + row.getAs("baseline_head"))
        .hasSize(12)
        .containsOnly("best logistic_genes", "embedding logistic");
  }

  @Test
  void theIntervalOfTheMeanDifferenceOverSeedsIsScipys() {
    Row row =
        Comparisons.summary(spark, differences("0.02D", "-0.01D", "0.03D", "0.015D", "0.04D"))
            .first();
    assertThat(row.<Long>getAs("n_seeds")).isEqualTo(5);
    assertThat(row.<Double>getAs("mean")).isCloseTo(0.019, within(1e-12));
    assertThat(row.<Double>getAs("lower")).isCloseTo(-0.004394742293398993, within(1e-9));
    assertThat(row.<Double>getAs("upper")).isCloseTo(0.04239474229339899, within(1e-9));
    assertThat(row.<Double>getAs("p_holm")).isCloseTo(0.05, within(1e-12));
    assertThat(row.<Double>getAs("p_permutation_holm")).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void oneSeedHasNoInterval() {
    Row row = Comparisons.summary(spark, differences("0.02D")).first();
    assertThat(row.<Double>getAs("mean")).isEqualTo(0.02);
    assertThat(row.<Double>getAs("sd")).isNull();
    assertThat(row.<Double>getAs("lower")).isNull();
  }

  /** Comparisons of seeds with these differences, and p values that rise. */
  private static Dataset<Row> differences(String... differences) {
    return spark.sql(
        "SELECT 'run' AS run_id, 'lora' AS arm, 'mlp' AS head, seed, 'val' AS split,"
            + " 'best' AS baseline_role, 'logistic' AS baseline_head, 0.5D + difference AS macro_f1,"
            + " 0.5D AS baseline_macro_f1, difference, 0.01D * (seed + 1) AS p_holm,"
            + " 0.02D * (seed + 1) AS p_permutation_holm FROM (SELECT posexplode(array("
            + String.join(", ", differences)
            + ")) AS (seed, difference))");
  }
}
