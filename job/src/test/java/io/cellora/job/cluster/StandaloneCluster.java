package io.cellora.job.cluster;

import io.cellora.job.cli.Cellora;
import io.cellora.torch.TorchModule;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A Spark standalone master and workers as processes on the loopback, from the jars that the tests
 * are run with, and spark-submit to them. Cellora's own classes are not on their class path: they
 * come with each application, as a jar.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final int START_SECONDS = 120;
  private static final int RUN_SECONDS = 600;

  private final Path folder;
  private final Path jars;
  private final String own;
  private final String master;
  private final List<Process> daemons = new ArrayList<>();

  private StandaloneCluster(Path folder, int port) throws IOException, URISyntaxException {
    this.folder = folder;
    this.jars = Files.createDirectories(folder.resolve("spark/jars"));
    this.master = "spark://127.0.0.1:" + port;
    Files.createFile(folder.resolve("spark/RELEASE"));
    List<Path> mine = List.of(place(TorchModule.class), place(Cellora.class));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (entry.endsWith(".jar") && !path.getFileName().toString().startsWith("cellora-")) {
        Files.createSymbolicLink(jars.resolve(path.getFileName()), path);
      }
    }
    this.own = pack(mine.get(0), "cellora-udf.jar") + "," + pack(mine.get(1), "cellora-job.jar");
  }

  /** One master, and workers of one core. */
  static StandaloneCluster start(Path folder, int workers)
      throws IOException, URISyntaxException, InterruptedException {
    int port = freePort();
    StandaloneCluster cluster = new StandaloneCluster(folder, port);
    try {
      cluster.daemon(
          "master",
          "I have been elected leader",
          List.of("org.apache.spark.deploy.master.Master", "--port", String.valueOf(port)));
      for (int i = 0; i < workers; i++) {
        cluster.startWorker("worker-" + i);
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** A worker has a core more than its executor takes, for a driver in cluster mode. */
  private void startWorker(String name) throws IOException, InterruptedException {
    String own = folder.resolve(name).toString();
    daemon(
        name,
        "Successfully registered with master",
        List.of(
            "org.apache.spark.deploy.worker.Worker",
            "--cores",
            "2",
            "--memory",
            "2g",
            "--work-dir",
            own,
            master));
  }

  private void daemon(String name, String ready, List<String> command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(1, List.of("--host", "127.0.0.1", "--webui-port", "0"));
    Process process = java("-Xmx256m", all, name);
    daemons.add(process);
    for (int i = 0; i < START_SECONDS * 10 && process.isAlive(); i++) {
      if (log(name).contains(ready)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IOException("Cannot start " + name + " (its log follows):\n" + log(name));
  }

  /**
   * Runs a command of Cellora by spark-submit, on all workers; answers its exit code.
   *
   * @param name of its log
   * @param options for spark-submit
   */
  int submit(String name, String deployMode, List<String> options, List<String> command)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master,
                "--deploy-mode",
                deployMode,
                "--class",
                Cellora.class.getName(),
                "--executor-memory",
                "768m",
                "--executor-cores",
                "1",
                "--driver-memory",
                "768m",
                "--conf",
                "spark.standalone.submit.waitAppCompletion=true",
                "--conf",
                "spark.driver.extraJavaOptions=" + String.join(" ", opens()),
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.shuffle.partitions=2",
                "--jars",
                own.split(",")[0]));
    all.addAll(options);
    all.add(own.split(",")[1]);
    all.addAll(command);
    Process process = java("-Xmx768m", all, name);
    if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("Cannot finish " + name + " (its log follows):\n" + log(name));
    }
    return process.exitValue();
  }

  /** All that a process has said, and in cluster mode the driver. */
  String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  /** What drivers on the workers have said. */
  String driverLogs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(path -> path.toString().matches(".*/driver-[^/]*/stderr")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private Process java(String heap, List<String> command, String name) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.add(heap);
    all.addAll(opens());
    all.addAll(List.of("-cp", jars + "/*"));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                folder.resolve("spark").toString(),
                "SPARK_SCALA_VERSION",
                scala.util.Properties.versionNumberString().replaceAll("\\.\\d+$", ""),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "DJL_OFFLINE",
                "true"));
    return builder.start();
  }

  /** Spark has its own list, but not for a driver that a worker starts. */
  private static List<String> opens() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens="))
        .toList();
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Classes are a folder where Maven has not come to the packing. */
  private String pack(Path classes, String name) throws IOException {
    if (Files.isRegularFile(classes)) {
      return classes.toString();
    }
    Path jar = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Workers end their executors and drivers. */
  @Override
  public void close() {
    daemons.forEach(Process::destroy);
    for (Process daemon : daemons) {
      stop(daemon);
    }
  }

  private static void stop(Process daemon) {
    try {
      if (daemon.waitFor(20, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    daemon.destroyForcibly();
  }
}
