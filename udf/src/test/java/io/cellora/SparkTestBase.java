package io.cellora;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Owns the local Spark session that tests share; after each test nothing may be left cached. */
public abstract class SparkTestBase {

  protected static SparkSession spark;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("cellora-tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.plugins", "io.cellora.metrics.CelloraPlugin")
            .config(
                "spark.sql.warehouse.dir",
                "target/spark-warehouse/" + ProcessHandle.current().pid())
            .getOrCreate();
  }

  @AfterEach
  void nothingIsLeftCached() {
    assertThat(spark.sparkContext().getPersistentRDDs().isEmpty())
        .as("persisted data left behind by the test")
        .isTrue();
  }

  protected static List<Row> sql(String query) {
    return spark.sql(query).collectAsList();
  }
}
