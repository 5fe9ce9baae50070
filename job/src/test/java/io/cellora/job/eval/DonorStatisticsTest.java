package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.SparkTestBase;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** The oracles are scikit-learn and numpy, through make_statistics.py. */
class DonorStatisticsTest extends SparkTestBase {

  private final StatisticsOracle oracle = new StatisticsOracle(spark);

  private Dataset<Row> bootstrap(Dataset<Row> predictions) {
    try (DonorStatistics statistics = new DonorStatistics(spark, predictions)) {
      return statistics.bootstrap(oracle.metrics(), oracle.settings().bootstrap());
    }
  }

  @Test
  void metricsOfDonorsEqualScikitLearns() {
    try (DonorStatistics statistics = new DonorStatistics(spark, oracle.predictions())) {
      Map<String, Row> found =
          StatisticsOracle.byName(statistics.metrics(), "split", "donor", "metric");
      assertThat(found).hasSize(oracle.get("donor_metrics").size());
      for (JsonNode each : oracle.get("donor_metrics")) {
        Row row =
            found.get(
                String.join(
                    " ",
                    each.get(0).asText(),
                    each.get(1).asText(),
                    each.get(2).asText(),
                    each.get(3).asText()));
        assertThat(row.<Double>getAs("value"))
            .as(each.toString())
            .isCloseTo(each.get(4).asDouble(), within(1e-12));
        assertThat(row.<Long>getAs("n")).isEqualTo(each.get(5).asLong());
      }
    }
  }

  @Test
  void withoutDonorsThereAreNoMetricsOfDonors() {
    Dataset<Row> none = oracle.predictions().where("split = 'none'");
    try (DonorStatistics statistics = new DonorStatistics(spark, none)) {
      assertThat(statistics.metrics().collectAsList()).isEmpty();
    }
  }

  @Test
  void intervalsAreThoseOfNumpyWithinTheErrorOfTheDraws() {
    Map<String, Row> found =
        StatisticsOracle.byName(bootstrap(oracle.predictions()), "split", "metric");
    assertThat(found).hasSize(oracle.get("bootstrap").size());
    for (JsonNode each : oracle.get("bootstrap")) {
      String split = each.get(1).asText();
      Row row = found.get(each.get(0).asText() + " " + split + " " + each.get(2).asText());
      assertThat(row.<String>getAs("unit")).isEqualTo(split.equals("none") ? "cell" : "donor");
      assertThat(row.<Double>getAs("lower"))
          .as(each.toString())
          .isCloseTo(each.get(3).asDouble(), within(1e-3 + 5 * each.get(5).asDouble()));
      assertThat(row.<Double>getAs("upper"))
          .as(each.toString())
          .isCloseTo(each.get(4).asDouble(), within(1e-3 + 5 * each.get(6).asDouble()));
    }
    for (JsonNode each : oracle.get("metrics")) {
      Row row =
          found.get(each.get(0).asText() + " " + each.get(1).asText() + " " + each.get(2).asText());
      assertThat(row.<Double>getAs("value")).isEqualTo(each.get(3).asDouble());
    }
  }

  @Test
  void intervalsDoNotDependOnHowTheCellsLie() {
    List<Row> found = bootstrap(oracle.predictions()).collectAsList();
    String partitions = spark.conf().get("spark.sql.shuffle.partitions");
    spark.conf().set("spark.sql.shuffle.partitions", "7");
    try {
      Dataset<Row> other = oracle.predictions().orderBy(functions.col("row").desc()).repartition(5);
      assertThat(bootstrap(other).collectAsList()).isEqualTo(found);
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", partitions);
    }
  }

  @Test
  void aCellWithoutADonorMakesCellsTheUnit() {
    Dataset<Row> some =
        oracle
            .predictions()
            .where("split = 'four'")
            .withColumn("donor", functions.expr("if(row = 3, NULL, donor)"));
    assertThat(bootstrap(some).select("unit").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("cell");
  }
}
