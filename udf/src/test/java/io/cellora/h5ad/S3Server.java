package io.cellora.h5ad;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An S3 server in a process of its own, on the loopback, that keeps objects in memory. */
final class S3Server {

  private static final int MOST_TRIES = 300;
  private static final int WAIT_MILLIS = 100;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String endpoint;
  private final Path log;
  private final Process process;

  private S3Server(String endpoint, Path log, Process process) {
    this.endpoint = endpoint;
    this.log = log;
    this.process = process;
  }

  static S3Server start(Path folder) throws IOException, InterruptedException {
    String endpoint = "http://127.0.0.1:" + freePort();
    Path settings = folder.resolve("s3proxy.properties");
    List<String> lines =
        List.of(
            "s3proxy.endpoint=" + endpoint,
            "s3proxy.authorization=none",
            "s3proxy.ignore-unknown-headers=true",
            "jclouds.provider=transient-nio2",
            "jclouds.identity=none",
            "jclouds.credential=none");
    Files.write(settings, lines);
    Path log = folder.resolve("s3proxy.log");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-Xmx256m", "-jar", jar(), "--properties", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    S3Server server = new S3Server(endpoint, log, process);
    server.awaitAnswer();
    return server;
  }

  private static String jar() {
    return Path.of("target", "s3proxy", "s3proxy-jar-with-dependencies.jar")
        .toAbsolutePath()
        .toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String endpoint() {
    return endpoint;
  }

  void createBucket(String bucket) throws IOException, InterruptedException {
    put(bucket, BodyPublishers.noBody());
  }

  void upload(String key, Path file) throws IOException, InterruptedException {
    put(key, BodyPublishers.ofFile(file));
  }

  private void put(String key, BodyPublisher body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/" + key)).PUT(body).build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("Cannot put " + key + " (" + response.statusCode() + "): " + response);
    }
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint)).build();
    for (int tries = 0; tries < MOST_TRIES && process.isAlive(); tries++) {
      try {
        http.send(request, BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        Thread.sleep(WAIT_MILLIS);
      }
    }
    stop();
    throw new IOException("Cannot start the S3 server (no answer): " + Files.readString(log));
  }

  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
