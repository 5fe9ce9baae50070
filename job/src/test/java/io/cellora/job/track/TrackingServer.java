package io.cellora.job.track;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * As much of an MLflow tracking server as its documentation of REST API 2.0 promises; a request
 * that it does not allow is refused, as by the real one.
 */
public final class TrackingServer implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

  /** What was asked, in order, such as {@code POST runs/create}. */
  public final List<String> requests = new ArrayList<>();

  public final Map<String, String> params = new TreeMap<>();
  public final Map<String, String> tags = new TreeMap<>();

  /** Values by key and step: {@code loss@3}. */
  public final Map<String, Double> metrics = new TreeMap<>();

  public final Map<String, String> artifacts = new TreeMap<>();
  public final Set<String> authorizations = new TreeSet<>();
  public String experiment = "";
  public String runName = "";
  public String status = "";

  private final HttpServer server;
  private final String artifactUri;
  private final Set<String> broken = new HashSet<>();

  /**
   * @param artifactUri what runs/create answers
   */
  public TrackingServer(String artifactUri) throws IOException {
    this.artifactUri = artifactUri;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on this endpoint answers that something went wrong. */
  public void breakDown(String endpoint) {
    broken.add(endpoint);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(authorization == null ? "none" : authorization);
      String path = exchange.getRequestURI().getPath();
      String endpoint = path.replace(API, "");
      requests.add(exchange.getRequestMethod() + " " + endpoint);
      byte[] body = exchange.getRequestBody().readAllBytes();
      String answer;
      int code = 200;
      try {
        if (broken.contains(endpoint)) {
          throw new IllegalStateException("INTERNAL_ERROR");
        }
        answer =
            path.startsWith(ARTIFACTS) ? put(exchange, path, body) : api(exchange, endpoint, body);
      } catch (IllegalStateException e) {
        code = e.getMessage().equals("RESOURCE_DOES_NOT_EXIST") ? 404 : 400;
        answer = "{\"error_code\": \"" + e.getMessage() + "\"}";
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String put(HttpExchange exchange, String path, byte[] body) {
    require(exchange.getRequestMethod().equals("PUT"), "METHOD");
    artifacts.put(path.replace(ARTIFACTS, ""), new String(body, StandardCharsets.UTF_8));
    return "{}";
  }

  private String api(HttpExchange exchange, String endpoint, byte[] body) throws IOException {
    if (endpoint.equals("experiments/get-by-name")) {
      require(exchange.getRequestMethod().equals("GET"), "METHOD");
      String query = exchange.getRequestURI().getQuery();
      require(query.startsWith("experiment_name="), "INVALID_PARAMETER_VALUE");
      require(query.equals("experiment_name=" + experiment), "RESOURCE_DOES_NOT_EXIST");
      return "{\"experiment\": {\"experiment_id\": \"7\", \"lifecycle_stage\": \"active\"}}";
    }
    require(exchange.getRequestMethod().equals("POST"), "METHOD");
    require(
        exchange.getRequestHeaders().getFirst("Content-Type").equals("application/json"), "TYPE");
    require(body.length <= 1_000_000, "TOO_LARGE");
    JsonNode json = MAPPER.readTree(body);
    return switch (endpoint) {
      case "experiments/create" -> createExperiment(json);
      case "runs/create" -> createRun(json);
      case "runs/log-batch" -> logBatch(json);
      case "runs/update" -> update(json);
      default -> throw new IllegalStateException("ENDPOINT_NOT_FOUND");
    };
  }

  private String createExperiment(JsonNode json) {
    require(experiment.isEmpty(), "RESOURCE_ALREADY_EXISTS");
    experiment = json.get("name").textValue();
    return "{\"experiment_id\": \"7\"}";
  }

  private String createRun(JsonNode json) {
    require(json.get("experiment_id").textValue().equals("7"), "INVALID_PARAMETER_VALUE");
    require(json.get("start_time").isIntegralNumber(), "INVALID_PARAMETER_VALUE");
    runName = json.get("run_name").textValue();
    status = "RUNNING";
    return "{\"run\": {\"info\": {\"run_id\": \"abc\", \"artifact_uri\": \""
        + artifactUri
        + "\"}}}";
  }

  private String logBatch(JsonNode json) {
    require(json.get("run_id").textValue().equals("abc"), "RESOURCE_DOES_NOT_EXIST");
    require(status.equals("RUNNING"), "INVALID_PARAMETER_VALUE");
    require(json.path("params").size() <= 100, "INVALID_PARAMETER_VALUE");
    require(json.path("tags").size() <= 100, "INVALID_PARAMETER_VALUE");
    int all = json.path("metrics").size() + json.path("params").size() + json.path("tags").size();
    require(all <= 1000, "INVALID_PARAMETER_VALUE");
    json.path("params")
        .forEach(param -> require(params.put(key(param), text(param, 500)) == null, "TWICE"));
    json.path("tags").forEach(tag -> tags.put(key(tag), text(tag, 5000)));
    json.path("metrics").forEach(this::logMetric);
    return "{}";
  }

  private void logMetric(JsonNode metric) {
    require(metric.get("value").isNumber(), "INVALID_PARAMETER_VALUE");
    require(metric.get("timestamp").isIntegralNumber(), "INVALID_PARAMETER_VALUE");
    require(metric.get("step").isIntegralNumber(), "INVALID_PARAMETER_VALUE");
    metrics.put(
        key(metric) + "@" + metric.get("step").longValue(), metric.get("value").doubleValue());
  }

  private String update(JsonNode json) {
    require(json.get("run_id").textValue().equals("abc"), "RESOURCE_DOES_NOT_EXIST");
    require(json.get("end_time").isIntegralNumber(), "INVALID_PARAMETER_VALUE");
    status = json.get("status").textValue();
    require(Set.of("FINISHED", "FAILED", "KILLED").contains(status), "INVALID_PARAMETER_VALUE");
    return "{\"run_info\": {}}";
  }

  private static String key(JsonNode pair) {
    String key = pair.get("key").textValue();
    require(key.matches("[A-Za-z0-9_\\-./ ]{1,250}"), "INVALID_PARAMETER_VALUE");
    return key;
  }

  private static String text(JsonNode pair, int longest) {
    String value = pair.get("value").textValue();
    require(value.length() <= longest, "INVALID_PARAMETER_VALUE");
    return value;
  }

  private static void require(boolean holds, String error) {
    if (!holds) {
      throw new IllegalStateException(error);
    }
  }
}
