package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import io.cellora.job.config.SanityCheck;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SanityChecksTest extends SparkTestBase {

  private static EvaluationTables someTables;

  @BeforeAll
  static void evaluateOnce() {
    someTables = Predictions.evaluate(spark, Predictions.of(spark, "a>a", "b>a"));
  }

  @Test
  void oneClassForEverythingFailsAndOthersPass() {
    Dataset<Row> perClass = Predictions.evaluate(spark, Predictions.committed(spark)).perClass();

    List<SanityCheck> checks = CollapseCheck.check(spark, perClass);

    assertThat(checks).hasSize(7);
    assertThat(checks)
        .filteredOn(check -> !check.passed())
        .containsExactly(
            new SanityCheck(
                "not_one_class_for_everything(collapsed/linear/0/val)",
                false,
                "1 of 7 classes predicted; most often Oligodendrocyte, for 100.0 % of 154 cells"
                    + " (its true share: 22.7 %)"));
  }

  @Test
  void nearlyOneClassForEverythingFailsToo() {
    assertThat(collapse(cells(300, "a>a", 200, "b>a", 1, "b>b"))).isFalse();
    assertThat(collapse(cells(999, "a>a", 1, "b>a", 1, "b>b"))).isTrue();
    assertThat(collapse(cells(5, "a>a"))).isTrue();
  }

  @Test
  void artefactsOfTheSamePredictionsAgree() {
    Dataset<Row> predictions = Predictions.of(spark, "a>a", "b>a", "b>b", "?>a");

    List<SanityCheck> checks =
        ArtefactCheck.check(spark, predictions, Predictions.evaluate(spark, predictions));

    assertThat(checks)
        .extracting(SanityCheck::name)
        .containsExactly(
            "artefacts_agree(lora/mlp/1/val)",
            "same_cells_in_every_arm(val)",
            "predicted_is_first_of_top(lora/mlp/1/val)");
    assertThat(checks).allMatch(SanityCheck::passed);
  }

  @Test
  void artefactsOfOtherPredictionsAreFound() {
    Dataset<Row> predictions = Predictions.of(spark, "a>a", "b>a", "b>b");
    EvaluationTables good = Predictions.evaluate(spark, predictions);
    EvaluationTables other =
        Predictions.evaluate(spark, Predictions.of(spark, "a>a", "b>b", "b>b"));
    Dataset<Row> lessN =
        good.metrics().withColumn("n", functions.expr("if(metric = 'top3', 2, n)"));

    assertThat(
            Stream.of(
                new EvaluationTables(
                    other.metrics(), null, good.perClass(), good.confusion(), null),
                new EvaluationTables(
                    good.metrics(), null, other.perClass(), good.confusion(), null),
                new EvaluationTables(
                    good.metrics(), null, good.perClass(), other.confusion(), null),
                new EvaluationTables(lessN, null, good.perClass(), good.confusion(), null),
                new EvaluationTables(
                    good.metrics(), null, good.perClass(), good.confusion().where("false"), null)))
        .allSatisfy(
            tables ->
                assertThat(ArtefactCheck.check(spark, predictions, tables).get(0))
                    .extracting(SanityCheck::name, SanityCheck::passed)
                    .containsExactly("artefacts_agree(lora/mlp/1/val)", false));
    assertThat(
            ArtefactCheck.check(
                    spark,
                    predictions,
                    new EvaluationTables(
                        other.metrics(), null, good.perClass(), good.confusion(), null))
                .get(0)
                .detail())
        .contains("metrics, most n: 3 (3 correct)")
        .contains("predictions: 3 (2 correct)");
  }

  @Test
  void armsThatSawOtherCellsAreFound() {
    Dataset<Row> lora = Predictions.of(spark, "a>a", "b>a");
    Dataset<Row> baseline =
        Predictions.of(spark, "a>a", "a>a").withColumn("arm", functions.lit("baseline"));

    assertThat(sameCells(lora.union(lora.withColumn("arm", functions.lit("baseline"))))).isTrue();
    assertThat(sameCells(lora.union(baseline))).isFalse();
  }

  @Test
  void predictionThatIsNotFirstOfItsRankingOrHasNoConfidenceIsFound() {
    Dataset<Row> good = Predictions.of(spark, "a>a", "b>a");

    assertThat(topFirst(good.withColumn("predicted", functions.lit("b")))).isFalse();
    assertThat(topFirst(good.withColumn("top", functions.expr("slice(top, 1, 0)")))).isFalse();
    assertThat(topFirst(notANumber(good))).isFalse();
    assertThat(topFirst(good)).isTrue();
  }

  private static Dataset<Row> notANumber(Dataset<Row> rows) {
    return rows.withColumn("confidence", functions.expr("CAST('NaN' AS FLOAT)"))
        .withColumn(
            "top",
            functions.expr(
                "transform(top, t -> named_struct('label', t.label, 'probability',"
                    + " CAST('NaN' AS FLOAT)))"));
  }

  private static boolean collapse(String[] cells) {
    Dataset<Row> perClass = Predictions.evaluate(spark, Predictions.of(spark, cells)).perClass();
    return CollapseCheck.check(spark, perClass).get(0).passed();
  }

  private static boolean sameCells(Dataset<Row> predictions) {
    return check(predictions, "same_cells_in_every_arm(val)");
  }

  private static boolean topFirst(Dataset<Row> predictions) {
    return check(predictions, "predicted_is_first_of_top(lora/mlp/1/val)");
  }

  private static boolean check(Dataset<Row> predictions, String name) {
    return ArtefactCheck.check(spark, predictions, someTables).stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow()
        .passed();
  }

  private static String[] cells(Object... counts) {
    return Stream.iterate(0, i -> i < counts.length, i -> i + 2)
        .flatMap(i -> Collections.nCopies((Integer) counts[i], (String) counts[i + 1]).stream())
        .toArray(String[]::new);
  }
}
