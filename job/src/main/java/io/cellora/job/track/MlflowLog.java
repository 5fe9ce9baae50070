package io.cellora.job.track;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a run to an MLflow tracking server, within the limits of its REST API. */
public final class MlflowLog {

  /** Of one log-batch request: metrics, and params or tags. */
  private static final int METRICS = 1000;

  private static final int PAIRS = 100;

  /** Lengths that servers of every version take. */
  private static final int KEY = 250;

  private static final int PARAM = 500;
  private static final int TAG = 5000;
  private static final String OWN_ARTIFACTS = "mlflow-artifacts";

  private final MlflowServer server;
  private final String experiment;

  /**
   * @param address such as {@code http://host:5000}
   * @param environment variables by name, for MLFLOW_TRACKING_TOKEN and the like
   * @param experiment made if there is none of this name
   */
  public MlflowLog(String address, Map<String, String> environment, String experiment) {
    this.server = new MlflowServer(address, environment);
    this.experiment = experiment;
  }

  /**
   * Creates the run, logs everything and ends it.
   *
   * @return whether the server took the artifacts too; one that keeps none itself does not
   * @throws IOException if the server is not there or refuses
   */
  public boolean write(TrackedRun run) throws IOException {
    Map<String, Object> create = new LinkedHashMap<>();
    create.put("experiment_id", experimentId());
    create.put("run_name", run.name());
    create.put("start_time", run.started().toEpochMilli());
    JsonNode info = server.post("runs/create", create).path("run").path("info");
    String id = text(info, "run_id", "runs/create");
    try {
      logPairs(id, "params", run.params(), PARAM);
      logPairs(id, "tags", run.tags(), TAG);
      logMetrics(id, run.metrics());
      boolean taken = putArtifacts(info.path("artifact_uri").asText(), run.artifacts());
      end(id, run.status());
      return taken;
    } catch (IOException e) {
      endIncomplete(id, e);
      throw e;
    }
  }

  private void endIncomplete(String id, IOException failure) {
    try {
      end(id, "FAILED");
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private String experimentId() throws IOException {
    Optional<JsonNode> known =
        server.find("experiments/get-by-name", "experiment_name", experiment);
    return known.isPresent()
        ? text(known.get().path("experiment"), "experiment_id", "experiments/get-by-name")
        : text(
            server.post("experiments/create", Map.of("name", experiment)),
            "experiment_id",
            "experiments/create");
  }

  private static String text(JsonNode node, String field, String endpoint) throws IOException {
    String text = node.path(field).asText();
    if (text.isEmpty()) {
      throw new IOException("no " + field + " from " + endpoint + ": is it an MLflow server?");
    }
    return text;
  }

  private void logPairs(String id, String kind, Map<String, String> pairs, int longest)
      throws IOException {
    List<Map<String, String>> all = new ArrayList<>();
    pairs.forEach(
        (key, value) -> all.add(Map.of("key", key(key), "value", shortened(value, longest))));
    for (int from = 0; from < all.size(); from += PAIRS) {
      logBatch(id, kind, all.subList(from, Math.min(all.size(), from + PAIRS)));
    }
  }

  private void logMetrics(String id, List<TrackedRun.Metric> metrics) throws IOException {
    long now = Instant.now().toEpochMilli();
    List<Map<String, Object>> all = new ArrayList<>();
    for (TrackedRun.Metric metric : metrics) {
      if (Double.isFinite(metric.value())) {
        all.add(
            Map.of(
                "key", key(metric.key()),
                "value", metric.value(),
                "timestamp", now,
                "step", metric.step()));
      }
    }
    for (int from = 0; from < all.size(); from += METRICS) {
      logBatch(id, "metrics", all.subList(from, Math.min(all.size(), from + METRICS)));
    }
  }

  private void logBatch(String id, String kind, List<?> entries) throws IOException {
    server.post("runs/log-batch", Map.of("run_id", id, kind, entries));
  }

  /** A server that keeps artifacts itself says so by the scheme of their address. */
  private boolean putArtifacts(String address, Map<String, byte[]> artifacts) throws IOException {
    URI folder = URI.create(address);
    if (!OWN_ARTIFACTS.equals(folder.getScheme())) {
      return false;
    }
    for (Map.Entry<String, byte[]> file : artifacts.entrySet()) {
      String path = folder.getRawPath().replaceFirst("^/", "") + "/" + file.getKey();
      server.putArtifact(path, file.getValue());
    }
    return true;
  }

  private void end(String id, String status) throws IOException {
    server.post(
        "runs/update",
        Map.of("run_id", id, "status", status, "end_time", Instant.now().toEpochMilli()));
  }

  /** Letters, digits and what else a key may have; anything else becomes a line. */
  private static String key(String name) {
    return shortened(name.replaceAll("[^\\w\\-./ ]", "_"), KEY);
  }

  private static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "\u2026";
  }
}
