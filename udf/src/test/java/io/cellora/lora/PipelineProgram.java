package io.cellora.lora;

import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/** Runs a saved pipeline over a Parquet table in a JVM of its own: PIPELINE INPUT OUTPUT. */
final class PipelineProgram {

  private PipelineProgram() {}

  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    PipelineModel.load(args[0])
        .transform(spark.read().parquet(args[1]))
        .coalesce(1)
        .write()
        .parquet(args[2]);
    spark.stop();
  }
}
