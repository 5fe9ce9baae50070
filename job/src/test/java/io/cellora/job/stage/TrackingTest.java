package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.config.Settings;
import io.cellora.job.track.TrackingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an MLflow server is told of a run. */
class TrackingTest extends StageTestBase {

  @TempDir Path folder;

  @Test
  void aRunIsLoggedWithItsNumbersAndItsVerdict() throws IOException {
    Path out = folder.resolve("out");
    try (TrackingServer server = new TrackingServer("mlflow-artifacts:/7/abc/artifacts")) {
      Told told = new Told();
      int code = RunAll.run(spark, logged(server.address(), Map.of()), request(out), told);

      assertThat(told.lines).anyMatch(line -> line.endsWith("] Logging to MLflow"));
      assertThat(server.status).isEqualTo(code == 0 ? "FINISHED" : "FAILED");
      assertThat(server.params)
          .containsEntry("lora.r", "2")
          .containsEntry("baseline.heads", "[logistic]")
          .doesNotContainKey("lora.alpha");
      assertThat(server.tags)
          .containsEntry("cellora.run_id", server.runName)
          .containsEntry("cellora.output", out.toString())
          .containsEntry("cellora.gate_passed", String.valueOf(code == 0))
          .containsKeys("cellora.spark", "cellora.torch", "cellora.model_sha256");
      assertThat(server.tags.get("cellora.inputs.train"))
          .matches(
              "train-0\\.h5ad sha256 [0-9a-f]{64}, train-1\\.h5ad sha256 [0-9a-f]{64}|"
                  + "train-0\\.h5ad sha256 [0-9a-f]{64}");
      assertThat(server.artifacts.get("7/abc/artifacts/sanity_report.json"))
          .isEqualTo(Files.readString(out.resolve("reports/sanity_report.json")));
      numbersAreThoseOfTheTables(server, out);
    }
  }

  private static void numbersAreThoseOfTheTables(TrackingServer server, Path out) {
    List<Row> summary =
        spark
            .read()
            .parquet(out.resolve("tables/metric_summary").toString())
            .filter("split = 'val' and mean is not null")
            .collectAsList();
    assertThat(summary).hasSizeGreaterThan(20);
    for (Row row : summary) {
      String key = "%s.%s.%s@0".formatted(row.getAs("arm"), row.getAs("head"), row.getAs("metric"));
      assertThat(server.metrics).containsEntry(key, row.getAs("mean"));
    }
    List<Row> log =
        spark.read().parquet(out.resolve("tables/training_log").toString()).collectAsList();
    assertThat(log).hasSize(2);
    for (Row row : log) {
      String key = "lora-ce.seed-0.loss@" + row.getAs("epoch");
      assertThat(server.metrics).containsEntry(key, row.getAs("loss"));
    }
  }

  @Test
  void aRunThatFailsIsLoggedAsSuch() throws IOException {
    try (TrackingServer server = new TrackingServer("file:/elsewhere")) {
      assertThatThrownBy(() -> fail(server.address(), new Told()))
          .hasMessageContaining("Cannot find obs column nolabel");
      assertThat(server.status).isEqualTo("FAILED");
      assertThat(server.tags.get("cellora.error")).contains("Cannot find obs column nolabel");
      assertThat(server.params).containsEntry("input.label", "nolabel");
    }
  }

  @Test
  void aServerThatIsNotThereCostsAWarning() {
    Told told = new Told();
    assertThatThrownBy(() -> fail("http://127.0.0.1:1", told))
        .hasMessageContaining("Cannot find obs column nolabel");
    assertThat(told.lines)
        .anyMatch(
            line ->
                line.startsWith("  warning: Cannot log to MLflow (")
                    && line.endsWith(
                        "; the run itself goes on; mlflow.trackingUri=none does without):"
                            + " http://127.0.0.1:1"));
  }

  @Test
  void theAddressMayComeFromTheEnvironmentAndMayBeRefused() {
    Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", "http://there:5000");
    assertThat(Settings.defaults().mlflow().address(environment)).contains("http://there:5000");
    assertThat(Settings.defaults().mlflow().address(Map.of())).isEmpty();
    assertThat(settings(Map.of()).mlflow().address(environment)).isEmpty();
    assertThatThrownBy(() -> logged("http://me@there:5000", Map.of()))
        .hasMessageContaining("mlflow.trackingUri")
        .hasMessageContaining("without a user");
    assertThatThrownBy(() -> logged("http://me:secret@there:5000", Map.of()))
        .hasMessageContaining("mlflow.trackingUri")
        .hasMessageContaining("without a password");
  }

  private void fail(String address, Told told) {
    RunAll.run(
        spark,
        logged(address, Map.of("input.label", "nolabel")),
        request(folder.resolve("failed")),
        told);
  }

  private static Settings logged(String address, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("mlflow.trackingUri", address);
    all.put("baseline.regularization", "1e-2");
    all.put("train.epochs", "1");
    return settings(all);
  }
}
