package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.CalibrationSettings;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is scipy, scikit-learn and MAPIE, through the files of make_calibration.py. */
class CalibrationTest extends SparkTestBase {

  private static final double TOLERANCE = 1e-9;
  private static final CalibrationSettings SETTINGS = Settings.defaults().calibration();

  private static JsonNode oracle;
  private static Calibrations fitted;
  private static CalibrationTables tables;

  @BeforeAll
  static void calibrateOnce() throws IOException {
    oracle = new ObjectMapper().readTree(Predictions.FOLDER.resolve("calibration.json").toFile());
    fitted = Calibrations.fit(spark, predictions(spark), classes(spark), SETTINGS);
    tables = tables(spark, predictions(spark), fitted);
  }

  private static Dataset<Row> predictions(SparkSession session) {
    return session
        .read()
        .schema(
            "run_id STRING, cell_id STRING, arm STRING, head STRING, seed INT, split STRING,"
                + " label STRING, predicted STRING, confidence FLOAT, probabilities ARRAY<FLOAT>,"
                + " abstained BOOLEAN")
        .json(Predictions.FOLDER.resolve("calibration.jsonl").toString());
  }

  private static Dataset<Row> classes(SparkSession session) {
    List<Row> rows = new ArrayList<>();
    oracle
        .get("classes")
        .forEach(name -> rows.add(RowFactory.create("run-1", rows.size(), name.asText())));
    return session.createDataFrame(
        rows,
        new StructType()
            .add("run_id", DataTypes.StringType)
            .add("class_index", DataTypes.IntegerType)
            .add("label", DataTypes.StringType));
  }

  private static CalibrationTables tables(
      SparkSession session, Dataset<Row> predictions, Calibrations calibrations) {
    return CalibrationTables.of(session, predictions, classes(session), calibrations, SETTINGS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overconfident", "underconfident", "votes", "constant", "untaught"})
  void temperatureIsScipysAndTheThresholdNumpys(String head) {
    Row fit = fitted.fits().filter(functions.col("head").equalTo(head)).first();
    JsonNode expected = oracle.get("heads").get(head);
    assertThat(fit.<Double>getAs("temperature"))
        .isCloseTo(expected.get("temperature").asDouble(), within(1e-6));
    close(fit, "threshold", expected.get("threshold"), 1e-7);
    assertThat(fit.<String>getAs("fitted_on")).isEqualTo("calibration");
    assertThat(fit.<Long>getAs("n_calibration")).isEqualTo(160);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overconfident", "underconfident", "votes", "constant", "untaught"})
  void lossesBeforeAndAfterAreScikitLearns(String head) {
    for (Row row : rows(tables.calibration(), head, "true")) {
      JsonNode expected = expected(head, row);
      for (String name : List.of("nll", "ece", "brier")) {
        close(row, name, expected.get("raw").get(name), TOLERANCE);
        // Of probabilities in float32 at a temperature that is equal to 1e-9.
        close(row, name + "_calibrated", expected.get("calibrated").get(name), 1e-8);
      }
      assertThat(row.<Long>getAs("n")).isEqualTo(160);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overconfident", "underconfident", "votes", "constant", "untaught"})
  void binsBeforeAndAfterAreScikitLearns(String head) {
    for (String calibrated : List.of("raw", "calibrated")) {
      String which = "calibrated = " + calibrated.equals("calibrated");
      List<Row> bins = rows(tables.reliability(), head, which + " and split = 'test'");
      JsonNode expected = expected(head, bins.get(0)).get(calibrated).get("bins");
      assertThat(bins).hasSize(expected.size());
      for (int i = 0; i < bins.size(); i++) {
        assertThat(bins.get(i).<Integer>getAs("bin")).isEqualTo(expected.get(i).get("bin").asInt());
        assertThat(bins.get(i).<Long>getAs("n")).isEqualTo(expected.get(i).get("n").asLong());
        close(bins.get(i), "accuracy", expected.get(i).get("accuracy"), TOLERANCE);
        close(bins.get(i), "confidence", expected.get(i).get("confidence"), 1e-7);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overconfident", "underconfident", "votes", "constant", "untaught"})
  void riskByCoverageIsNumpysWithTiesKeptTogether(String head) {
    for (Row row : rows(tables.calibration(), head, "true")) {
      JsonNode expected = expected(head, row);
      close(row, "aurc", expected.get("aurc"), TOLERANCE);
      close(row, "e_aurc", expected.get("e_aurc"), TOLERANCE);
      close(row, "coverage", expected.get("coverage"), TOLERANCE);
      close(row, "selective_risk", expected.get("selective_risk"), TOLERANCE);
    }
    List<Row> curve = rows(tables.riskCoverage(), head, "split = 'test'");
    JsonNode expected = expected(head, curve.get(0)).get("curve");
    assertThat(curve).hasSize(expected.size());
    for (int i = 0; i < curve.size(); i++) {
      close(curve.get(i), "coverage", expected.get(i).get(0), TOLERANCE);
      close(curve.get(i), "risk", expected.get(i).get(2), TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overconfident", "underconfident", "votes", "constant", "untaught"})
  void conformalQuantilesAndSetsAreMapiesAndNumpys(String head) {
    for (String split : List.of("calibration", "test")) {
      List<Row> rows = rows(tables.conformal(), head, "split = '" + split + "'");
      JsonNode expected = expected(head, rows.get(0)).get("conformal");
      assertThat(rows).hasSize(4);
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        assertThat(row.<String>getAs("method")).isEqualTo(expected.get(i).get("method").asText());
        for (String name :
            List.of("alpha", "quantile", "coverage", "mean_size", "empty_share", "single_share")) {
          close(row, name, expected.get(i).get(name), TOLERANCE);
        }
      }
    }
  }

  @Test
  void cellsBelowTheThresholdAbstainWithAndWithoutLabel() {
    Dataset<Row> unlabelled =
        predictions(spark).withColumn("label", functions.lit(null).cast("string"));
    for (Dataset<Row> cells : List.of(predictions(spark), unlabelled)) {
      Dataset<Row> judged = fitted.abstaining(cells);
      assertThat(judged.schema()).isEqualTo(cells.schema());
      assertThat(judged.drop("abstained").except(cells.drop("abstained")).isEmpty()).isTrue();
      for (Row row :
          judged
              .groupBy("head", "split")
              .agg(functions.expr("count_if(abstained)"), functions.expr("count(abstained)"))
              .collectAsList()) {
        JsonNode abstained = expected(row.getString(0), row).get("abstained");
        assertThat(row.getLong(2)).as(row.toString()).isEqualTo(abstained.asLong());
        assertThat(row.getLong(3)).as(row.toString()).isEqualTo(abstained.isNull() ? 0 : 160);
      }
    }
  }

  @Test
  void withoutCalibrationCellsNothingIsFittedAndTheTablesSaySo() {
    Dataset<Row> test = predictions(spark).filter("split = 'test'");
    Calibrations none = Calibrations.fit(spark, test, classes(spark), SETTINGS);
    CalibrationTables without = tables(spark, test, none);

    assertThat(none.heads()).isEmpty();
    assertThat(none.abstaining(test).filter("abstained is not null").isEmpty()).isTrue();
    assertThat(without.conformal().isEmpty()).isTrue();
    assertThat(without.calibration().count()).isEqualTo(5);
    assertThat(
            without
                .calibration()
                .filter(
                    "fitted_on is null and threshold is null and temperature = 1"
                        + " and nll = nll_calibrated and coverage is null")
                .count())
        .isEqualTo(5);
  }

  @Test
  void tooFewCalibrationCellsFitNothing() {
    Dataset<Row> few =
        predictions(spark)
            .filter("split = 'test' or head <> 'votes' or cell_id < 'calibration-15'");
    assertThat(Calibrations.fit(spark, few, classes(spark), SETTINGS).heads())
        .extracting(fit -> fit.key().get(2))
        .containsExactly("constant", "overconfident", "underconfident", "untaught");
  }

  @Test
  void answersAreTheSameBitsForAnyPartitioningAndInTheStrictModeOfSpark4() {
    SparkSession strict = spark.newSession();
    strict.conf().set("spark.sql.ansi.enabled", "true");
    Dataset<Row> predictions = predictions(strict).repartition(7);
    Calibrations other = Calibrations.fit(strict, predictions, classes(strict), SETTINGS);

    assertThat(other.heads()).isEqualTo(fitted.heads());
    assertThat(everything(tables(strict, predictions, other))).isEqualTo(everything(tables));
  }

  private static List<String> everything(CalibrationTables all) {
    List<String> rows = new ArrayList<>();
    for (Dataset<Row> table :
        List.of(all.calibration(), all.reliability(), all.riskCoverage(), all.conformal())) {
      table.collectAsList().forEach(row -> rows.add(row.toString()));
    }
    return rows;
  }

  private static List<Row> rows(Dataset<Row> table, String head, String more) {
    return table
        .filter(functions.col("head").equalTo(head).and(functions.expr(more)))
        .collectAsList();
  }

  private static JsonNode expected(String head, Row row) {
    return oracle.get("heads").get(head).get("splits").get(row.<String>getAs("split"));
  }

  private static void close(Row row, String name, JsonNode expected, double tolerance) {
    if (expected.isNull()) {
      assertThat(row.<Double>getAs(name)).as(name + " of " + row).isNull();
      return;
    }
    assertThat(row.<Double>getAs(name))
        .as(name + " of " + row)
        .isCloseTo(expected.asDouble(), within(tolerance));
  }

  @Test
  void aLossThatFallsForEverScalesNothingAndOneThatRisesEndsAtItsBound() {
    for (Map.Entry<List<Double>, Double> bound :
        Map.of(List.of(-3.0, -2.0, -1.0), 1.0, List.of(1.0, 2.0, 3.0), 1 / 20.0).entrySet()) {
      TemperatureSearch search = new TemperatureSearch();
      search.start(bound.getKey(), 1);
      assertThat(search.done()).isTrue();
      assertThat(search.inverse()).isEqualTo(bound.getValue());
    }
  }

  @Test
  void aMinimumIsFoundWhereNewtonsStepsWouldLeave() {
    TemperatureSearch search = new TemperatureSearch();
    search.start(List.of(slope(1 / 20.0), slope(1), slope(20)), 1e-6);
    int steps = 0;
    while (!search.done()) {
      search.step(slope(search.inverse()), 1e-6);
      assertThat(++steps).isLessThan(100);
    }
    assertThat(search.inverse()).isCloseTo(3, within(1e-9));
  }

  /** Its root is 3; the curvature that goes with it above is wrong by far. */
  private static double slope(double inverse) {
    return Math.atan(inverse - 3);
  }
}
