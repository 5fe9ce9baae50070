package io.cellora.job.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * An MLflow tracking server, spoken to by REST API 2.0. A name and password, or a token, are those
 * of the environment that MLflow's own client reads.
 */
final class MlflowServer {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration REQUEST = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int SHOWN = 300;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final String address;
  private final Optional<String> authorization;

  /**
   * @param address such as {@code http://host:5000}
   * @param environment variables by name
   */
  MlflowServer(String address, Map<String, String> environment) {
    this.address = address.replaceAll("/+$", "");
    this.authorization = authorization(environment);
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    String password = environment.get("MLFLOW_TRACKING_PASSWORD");
    if (user != null && password != null) {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    }
    return Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN")).map("Bearer "::concat);
  }

  /** The answer to a question with one parameter; empty if the server knows no such thing. */
  Optional<JsonNode> find(String endpoint, String parameter, String value) throws IOException {
    String query = parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    HttpResponse<String> response = send(request("mlflow/" + endpoint + "?" + query).GET().build());
    return response.statusCode() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(json(response, endpoint));
  }

  JsonNode post(String endpoint, Object body) throws IOException {
    HttpRequest request =
        request("mlflow/" + endpoint)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)))
            .build();
    return json(send(request), endpoint);
  }

  /**
   * Hands over a file.
   *
   * @param path below the artifacts that the server keeps itself
   */
  void putArtifact(String path, byte[] content) throws IOException {
    HttpRequest request =
        request("mlflow-artifacts/artifacts/" + path)
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
            .build();
    json(send(request), "mlflow-artifacts");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/api/2.0/" + path)).timeout(REQUEST);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static JsonNode json(HttpResponse<String> response, String endpoint) throws IOException {
    String body = response.body();
    if (response.statusCode() != OK) {
      throw new IOException(
          "HTTP %d from %s: %s"
              .formatted(
                  response.statusCode(),
                  endpoint,
                  body.substring(0, Math.min(SHOWN, body.length())).replaceAll("\\s+", " ")));
    }
    try {
      return MAPPER.readTree(body.isBlank() ? "{}" : body);
    } catch (JsonProcessingException e) {
      throw new IOException("no JSON from " + endpoint + ": is it an MLflow server?", e);
    }
  }
}
