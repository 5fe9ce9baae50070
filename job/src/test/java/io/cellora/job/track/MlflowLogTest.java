package io.cellora.job.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.track.TrackedRun.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MlflowLogTest {

  private TrackingServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TrackingServer("mlflow-artifacts:/7/abc/artifacts");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRunIsThereWithAllThatIsKnownOfIt() throws IOException {
    assertThat(log(Map.of()).write(run(Map.of("lora.r", "4"), metrics(3)))).isTrue();

    assertThat(server.requests)
        .containsExactly(
            "GET experiments/get-by-name",
            "POST experiments/create",
            "POST runs/create",
            "POST runs/log-batch",
            "POST runs/log-batch",
            "POST runs/log-batch",
            "PUT /api/2.0/mlflow-artifacts/artifacts/7/abc/artifacts/sanity_report.json",
            "POST runs/update");
    assertThat(server.experiment).isEqualTo("cells & more");
    assertThat(server.runName).isEqualTo("run-1");
    assertThat(server.status).isEqualTo("FINISHED");
    assertThat(server.params).containsExactly(Map.entry("lora.r", "4"));
    assertThat(server.tags).containsExactly(Map.entry("cellora.run_id", "run-1"));
    assertThat(server.metrics).containsEntry("loss@2", 0.2).hasSize(3);
    assertThat(server.artifacts)
        .containsExactly(Map.entry("7/abc/artifacts/sanity_report.json", "{}"));
    assertThat(server.authorizations).containsExactly("none");
  }

  @Test
  void anExperimentThatIsThereIsUsed() throws IOException {
    server.experiment = "cells & more";
    log(Map.of()).write(run(Map.of(), metrics(1)));
    assertThat(server.requests).doesNotContain("POST experiments/create");
  }

  @Test
  void whatIsTooMuchForOneRequestIsSentInParts() throws IOException {
    Map<String, String> params = new TreeMap<>();
    IntStream.range(0, 250).forEach(i -> params.put("key" + i, "value"));
    params.put("long", "x".repeat(9000));
    params.put("odd[a-z]+key", "y");
    log(Map.of()).write(run(params, metrics(2500)));

    assertThat(server.params).hasSize(252).containsEntry("odd_a-z__key", "y");
    assertThat(server.params.get("long")).hasSize(500).endsWith("\u2026");
    assertThat(server.metrics).hasSize(2500);
  }

  @Test
  void numbersThatJsonDoesNotHaveAreLeftOut() throws IOException {
    List<Metric> metrics =
        List.of(new Metric("nan", Double.NaN, 0), new Metric("inf", Double.POSITIVE_INFINITY, 0));
    log(Map.of()).write(run(Map.of(), metrics));
    assertThat(server.metrics).isEmpty();
    assertThat(server.status).isEqualTo("FINISHED");
  }

  @Test
  void secretsOfTheEnvironmentOpenTheServer() throws IOException {
    log(Map.of("MLFLOW_TRACKING_TOKEN", "t0ken")).write(run(Map.of(), metrics(1)));
    assertThat(server.authorizations).containsExactly("Bearer t0ken");
    server.authorizations.clear();
    Map<String, String> user =
        Map.of("MLFLOW_TRACKING_USERNAME", "Aladdin", "MLFLOW_TRACKING_PASSWORD", "open sesame");
    log(user).write(run(Map.of(), metrics(1)));
    // The example of RFC 7617.
    assertThat(server.authorizations).containsExactly("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }

  @Test
  void aServerWithoutAnArtifactStoreKeepsNone() throws IOException {
    try (TrackingServer other = new TrackingServer("s3://bucket/7/abc/artifacts")) {
      MlflowLog log = new MlflowLog(other.address() + "/", Map.of(), "e");
      assertThat(log.write(run(Map.of(), metrics(1)))).isFalse();
      assertThat(other.artifacts).isEmpty();
      assertThat(other.status).isEqualTo("FINISHED");
    }
  }

  @Test
  void aRunThatCouldNotBeLoggedWhollyIsEndedAsFailed() {
    server.breakDown("runs/log-batch");
    assertThatThrownBy(() -> log(Map.of()).write(run(Map.of("a", "b"), metrics(1))))
        .isInstanceOf(IOException.class)
        .hasMessage("HTTP 400 from runs/log-batch: {\"error_code\": \"INTERNAL_ERROR\"}");
    assertThat(server.status).isEqualTo("FAILED");
  }

  private MlflowLog log(Map<String, String> environment) {
    return new MlflowLog(server.address(), environment, "cells & more");
  }

  private static List<Metric> metrics(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Metric("loss", i / 10.0, i)).toList();
  }

  private static TrackedRun run(Map<String, String> params, List<Metric> metrics) {
    return new TrackedRun(
        "run-1",
        Instant.ofEpochSecond(1),
        "FINISHED",
        params,
        metrics,
        Map.of("cellora.run_id", "run-1"),
        Map.of("sanity_report.json", "{}".getBytes(StandardCharsets.UTF_8)));
  }
}
