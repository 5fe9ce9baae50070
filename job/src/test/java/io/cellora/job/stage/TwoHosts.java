package io.cellora.job.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Spark standalone master, and two workers that take themselves for different hosts (Spark starts
 * no copy of a task on the host that runs it): processes of this JVM's class path on the loopback.
 */
final class TwoHosts implements AutoCloseable {

  private static final int TRIES = 600;
  private static final int WAIT_MILLIS = 100;

  private final Path folder;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  private TwoHosts(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.master = daemon("127.0.0.1", "master.Master", "--port", Integer.toString(port));
  }

  static TwoHosts start(Path folder) throws IOException, InterruptedException {
    TwoHosts hosts = new TwoHosts(folder, freePort());
    hosts.awaitMaster();
    for (String host : List.of("127.0.0.1", "127.0.0.2")) {
      Path work = Files.createDirectories(folder.resolve("work-" + host));
      hosts.workers.add(
          hosts.daemon(
              host,
              "worker.Worker",
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              work.toString(),
              hosts.url()));
    }
    return hosts;
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** The executors that run now, host by host. */
  List<ProcessHandle> executors() {
    return workers.stream().flatMap(TwoHosts::children).toList();
  }

  private static Stream<ProcessHandle> children(Process worker) {
    return worker.toHandle().children();
  }

  private Process daemon(String host, String type, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(FaultyCluster.addOpens());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.apache.spark.deploy." + type, "--host", host, "--webui-port", "0"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO().directory(folder.toFile());
    builder.environment().put("SPARK_LOCAL_IP", host);
    return builder.start();
  }

  private void awaitMaster() throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      try {
        new Socket(InetAddress.getByName("127.0.0.1"), port).close();
        return;
      } catch (IOException e) {
        Thread.sleep(WAIT_MILLIS);
      }
    }
    throw new IOException("Cannot start a master (it does not answer): " + url());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    executors().forEach(ProcessHandle::destroyForcibly);
    workers.forEach(Process::destroyForcibly);
    master.destroyForcibly();
  }
}
