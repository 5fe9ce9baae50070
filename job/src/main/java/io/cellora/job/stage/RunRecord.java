package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.torch.TorchEngine;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The row of the runs table: what a result was made from. */
final class RunRecord {

  private static final StructType INPUT =
      new StructType()
          .add("split", DataTypes.StringType, false)
          .add("path", DataTypes.StringType, false)
          .add("size", DataTypes.LongType, false)
          .add("sha256", DataTypes.StringType, false);

  private static final StructType SCHEMA =
      new StructType()
          .add(Columns.RUN_ID, DataTypes.StringType, false)
          .add("config", DataTypes.StringType, false)
          .add("inputs", DataTypes.createArrayType(INPUT, false), false)
          .add("model", DataTypes.StringType, false)
          .add("model_sha256", DataTypes.StringType, false)
          .add(
              "versions",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
              false)
          .add("started", DataTypes.TimestampType, false)
          .add("ended", DataTypes.TimestampType, false)
          .add("status", DataTypes.StringType, false);

  private final RunContext run;
  private final Instant started;

  RunRecord(RunContext run, Instant started) {
    this.run = run;
    this.started = started;
  }

  void write(InputFiles inputs, Model model, String status) {
    Row[] rows =
        inputs.all().stream()
            .map(f -> RowFactory.create(f.split(), f.path(), f.size(), f.sha256()))
            .toArray(Row[]::new);
    Row row =
        RowFactory.create(
            run.runId(),
            run.settings().toJson(),
            rows,
            model.url(),
            model.sha256(),
            versions(run.spark()),
            Timestamp.from(started),
            Timestamp.from(Instant.now()),
            status);
    run.write(Columns.RUNS_TABLE, run.spark().createDataFrame(List.of(row), SCHEMA));
  }

  /** Of everything that takes part in the numbers. */
  static Map<String, String> versions(SparkSession spark) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("cellora", version());
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", spark.version());
    versions.put("torch", TorchEngine.version());
    return versions;
  }

  /** Cellora's own version, as Maven wrote it into the jar. */
  static String version() {
    String own = RunRecord.class.getPackage().getImplementationVersion();
    return own == null ? "development" : own;
  }
}
