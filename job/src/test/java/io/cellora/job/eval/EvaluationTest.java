package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.SparkTestBase;
import io.cellora.job.config.MetricNames;
import io.cellora.job.config.Student;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The oracle of every number is scikit-learn, scipy or statsmodels, through the files of
 * make_predictions.py.
 */
class EvaluationTest extends SparkTestBase {

  private static final double TOLERANCE = 1e-12;
  private static final String[] KEY = {"arm", "head", "seed", "split"};

  private static EvaluationTables committed;

  @BeforeAll
  static void evaluateOnce() {
    committed = Predictions.evaluate(spark, Predictions.committed(spark));
  }

  @Test
  void metricsEqualScikitLearn() {
    Dataset<Row> expected =
        Predictions.expected(spark, "metrics", "metric STRING, expected DOUBLE");
    Dataset<Row> joined = join(committed.metrics(), expected, "metric");

    List<Row> rows = joined.collectAsList();
    assertThat(rows).hasSize(7 * MetricNames.ALL.size());
    for (Row row : rows) {
      assertThat(row.<Double>getAs("value"))
          .as(row.toString())
          .isCloseTo(row.<Double>getAs("expected"), within(TOLERANCE));
    }
  }

  @Test
  void perClassNumbersEqualScikitLearn() {
    Dataset<Row> expected =
        Predictions.expected(
            spark,
            "per_class",
            "label STRING, s LONG, pc LONG, tp LONG, p DOUBLE, r DOUBLE, f DOUBLE,"
                + " pl DOUBLE, pu DOUBLE, rl DOUBLE, ru DOUBLE");
    List<Row> rows = join(committed.perClass(), expected, "label").collectAsList();

    assertThat(rows).hasSize(48);
    for (Row row : rows) {
      assertThat(row.<Long>getAs("support")).isEqualTo(row.<Long>getAs("s"));
      assertThat(row.<Long>getAs("predicted_count")).isEqualTo(row.<Long>getAs("pc"));
      assertThat(row.<Long>getAs("true_positives")).isEqualTo(row.<Long>getAs("tp"));
      close(row, "precision", "p");
      close(row, "recall", "r");
      close(row, "f1", "f");
      close(row, "precision_lower", "pl");
      close(row, "precision_upper", "pu");
      close(row, "recall_lower", "rl");
      close(row, "recall_upper", "ru");
    }
  }

  @Test
  void summaryOverSeedsEqualsScipy() {
    Dataset<Row> expected =
        spark
            .read()
            .schema(
                "arm STRING, head STRING, split STRING, metric STRING, seeds LONG, m DOUBLE,"
                    + " s DOUBLE, l DOUBLE, u DOUBLE")
            .csv(Predictions.FOLDER.resolve("summary.csv").toString());
    String[] key = {"arm", "head", "split", "metric"};
    List<Row> rows = committed.metricSummary().join(expected, key, "full_outer").collectAsList();

    assertThat(rows).hasSize(6 * MetricNames.ALL.size());
    for (Row row : rows) {
      assertThat(row.<Long>getAs("n_seeds")).isEqualTo(row.<Long>getAs("seeds"));
      close(row, "mean", "m");
      close(row, "sd", "s");
      close(row, "lower", "l");
      close(row, "upper", "u");
    }
  }

  @Test
  void studentsQuantilesAreScipys() {
    assertThat(Student.quantile(1)).isCloseTo(12.706204736174694, within(1e-10));
    assertThat(Student.quantile(4)).isCloseTo(2.7764451051977934, within(TOLERANCE));
    assertThat(Student.quantile(99)).isCloseTo(1.9842169515864174, within(TOLERANCE));
  }

  @Test
  void numbersThatAreUndefinedHaveNoRow() {
    EvaluationTables oneClass = Predictions.evaluate(spark, Predictions.of(spark, "a>a", "a>a"));

    assertThat(value(oneClass, MetricNames.MCC)).isZero();
    assertThat(names(oneClass))
        .doesNotContain(MetricNames.KAPPA, MetricNames.AUROC_MACRO)
        .contains(MetricNames.NLL, MetricNames.BRIER, MetricNames.ECE);
  }

  @Test
  void probabilitiesThatAreNoNumbersHaveNoMetricOfProbabilities() {
    Dataset<Row> broken =
        Predictions.of(spark, "a>a", "b>a")
            .withColumn("probabilities", functions.expr("array_repeat(CAST('NaN' AS FLOAT), 4)"));

    assertThat(names(Predictions.evaluate(spark, broken)))
        .doesNotContain(
            MetricNames.NLL, MetricNames.BRIER, MetricNames.ECE, MetricNames.AUROC_MACRO)
        .contains(MetricNames.TOP1);
  }

  @Test
  void refusesClassesThatAreNotThoseOfTheProbabilities() {
    Dataset<Row> predictions = Predictions.of(spark, "a>a", "b>a");
    Dataset<Row> classes = Predictions.classes(spark);

    assertThatThrownBy(() -> Evaluation.evaluate(spark, predictions, classes.where("label <> 'd'")))
        .hasMessage(
            "Cannot evaluate predictions (cells have 4 to 4 probabilities, the classes table names"
                + " 3): run run, arm lora, head mlp");
    assertThatThrownBy(() -> Evaluation.evaluate(spark, predictions, classes.drop("run_id")))
        .hasMessage(
            "Cannot evaluate predictions (columns of the classes table missing): [run_id],"
                + " the table has [class_index, label]");
  }

  @Test
  void confusionEqualsScikitLearn() {
    Dataset<Row> expected =
        Predictions.expected(
            spark, "confusion", "label STRING, predicted STRING, cells LONG, share DOUBLE");
    List<Row> rows = join(committed.confusion(), expected, "label", "predicted").collectAsList();

    assertThat(rows).hasSize(149);
    for (Row row : rows) {
      assertThat(row.<Long>getAs("n")).isEqualTo(row.<Long>getAs("cells"));
      close(row, "row_share", "share");
    }
  }

  @Test
  void confusedPairsAreTheFiveLargestAndTiesGoByName() {
    Dataset<Row> confused =
        Predictions.evaluate(
                spark,
                Predictions.of(
                    spark, "a>b", "a>b", "a>a", "b>a", "c>a", "c>b", "d>a", "d>b", "d>b", "a>c"))
            .topConfused();

    assertThat(confused.select("rank", "label", "predicted", "n", "share").collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[1,a,b,2,0.5]",
            "[2,d,b,2,0.6666666666666666]",
            "[3,a,c,1,0.25]",
            "[4,b,a,1,1.0]",
            "[5,c,a,1,0.5]");
  }

  @Test
  void labelOutsideTheTaughtClassesCountsAsRecallZeroAndNotAsAnError() {
    EvaluationTables tables =
        Predictions.evaluate(spark, Predictions.of(spark, "a>a", "untaught>a", "a>a"));

    assertThat(tables.perClass().where("label = 'untaught'").first().<Double>getAs("recall"))
        .isZero();
    assertThat(value(tables, MetricNames.CLASSES_TOTAL)).isEqualTo(2);
    assertThat(value(tables, MetricNames.CLASSES_CORRECT)).isEqualTo(1);
  }

  @Test
  void cellsWithoutLabelAreCountedAndLeftOut() {
    EvaluationTables tables =
        Predictions.evaluate(spark, Predictions.of(spark, "a>a", "?>b", "b>b", "?>a", "b>a"));

    assertThat(value(tables, MetricNames.N_UNLABELLED)).isEqualTo(2);
    assertThat(value(tables, MetricNames.TOP1)).isEqualTo(2.0 / 3);
    assertThat(tables.metrics().select("n").distinct().first().getLong(0)).isEqualTo(3);
  }

  @Test
  void splitWithoutLabelsHasNoMetricsButItsCount() {
    Dataset<Row> unlabelled =
        Predictions.of(spark, "?>a", "?>b").withColumn("split", functions.lit("test"));
    EvaluationTables tables =
        Predictions.evaluate(spark, Predictions.of(spark, "a>a").union(unlabelled));

    assertThat(
            tables.metrics().where("split = 'test'").select("metric", "value", "n").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[n_cells,0.0,0]", "[n_unlabelled,2.0,0]");
  }

  @Test
  void answersAreTheSameBitsForAnyPartitioning() {
    Dataset<Row> predictions = Predictions.committed(spark);
    assertThat(everything(Predictions.evaluate(spark, predictions.repartition(7))))
        .isEqualTo(everything(committed));
  }

  @Test
  void tablesHaveOnePartitionSoThatSumsOverThemHaveOneOrder() {
    assertThat(
            Stream.of(
                committed.metrics(),
                committed.metricSummary(),
                committed.perClass(),
                committed.confusion(),
                committed.topConfused()))
        .allMatch(table -> table.toJavaRDD().getNumPartitions() == 1);
  }

  @Test
  void answersAreTheSameInTheStrictModeOfSpark4() {
    SparkSession strict = spark.newSession();
    strict.conf().set("spark.sql.ansi.enabled", "true");
    Dataset<Row> predictions = Predictions.committed(strict);

    EvaluationTables tables = Predictions.evaluate(strict, predictions);

    assertThat(everything(tables)).isEqualTo(everything(committed));
    assertThat(CollapseCheck.check(strict, tables.perClass())).hasSize(7);
    assertThat(ArtefactCheck.check(strict, predictions, tables)).hasSize(7 + 3 + 7);
  }

  @Test
  void leavesNoViewAndTheCallersCacheAlone() {
    Dataset<Row> predictions = Predictions.of(spark, "a>a", "b>a").cache();
    try {
      long views = spark.catalog().listTables().count();
      Predictions.evaluate(spark, predictions).metrics().count();
      assertThat(spark.catalog().listTables().count()).isEqualTo(views);
      assertThat(predictions.storageLevel().useMemory()).isTrue();
    } finally {
      predictions.unpersist(true);
    }
  }

  @Test
  void refusesEmptyUnlabelledAndIncompleteTables() {
    Dataset<Row> predictions = Predictions.of(spark, "?>a", "?>b");

    assertThatThrownBy(() -> Predictions.evaluate(spark, predictions.where("false")))
        .hasMessageContaining("Cannot evaluate predictions (the table has no rows)");
    assertThatThrownBy(() -> Predictions.evaluate(spark, predictions))
        .hasMessage("Cannot evaluate predictions (no cell has a label): 2 cells");
    assertThatThrownBy(() -> Predictions.evaluate(spark, predictions.drop("top", "seed")))
        .hasMessageContaining("(columns missing): [seed, top], the table has [run_id, cell_id");
    assertThatThrownBy(() -> Predictions.evaluate(spark, Predictions.of(spark, "a>?")))
        .hasMessage(
            "Cannot evaluate predictions (predicted is null in 1 cells): arm lora, split val");
  }

  private static Dataset<Row> join(Dataset<Row> found, Dataset<Row> expected, String... more) {
    String[] columns = Stream.concat(Stream.of(KEY), Stream.of(more)).toArray(String[]::new);
    return found.join(expected, columns, "full_outer");
  }

  private static void close(Row row, String found, String expected) {
    if (row.isNullAt(row.fieldIndex(expected))) {
      assertThat(row.<Double>getAs(found)).as(found + " of " + row).isNull();
      return;
    }
    assertThat(row.<Double>getAs(found))
        .as(found + " of " + row)
        .isCloseTo(row.<Double>getAs(expected), within(TOLERANCE));
  }

  private static double value(EvaluationTables tables, String metric) {
    return tables.metrics().where("metric = '" + metric + "'").first().getAs("value");
  }

  private static List<String> names(EvaluationTables tables) {
    return tables.metrics().select("metric").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> everything(EvaluationTables tables) {
    return Stream.of(
            tables.metrics(),
            tables.metricSummary(),
            tables.perClass(),
            tables.confusion(),
            tables.topConfused())
        .flatMap(table -> table.collectAsList().stream())
        .map(Row::toString)
        .toList();
  }
}
