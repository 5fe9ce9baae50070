package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.track.TrackingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run as a user starts it, in a JVM of its own, with secrets in every place that may hold
 * one: what it prints, records and shows to Spark.
 */
class CommandRunTest extends SparkTestBase {

  /** By where they are given; each is text that stands nowhere else. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "--set", "s3cr3t/by+set/Qw7",
          "--settings", "s3cr3tOfTheFileZx9",
          "variable in --settings", "s3cr3tSubstitutedKp4",
          "--conf", "s3cr3tByConfLm2",
          "URL in --conf", "s3cr3tInUrlNb6",
          "JVM option in --conf", "s3cr3tOfJvmHj8",
          "spark-submit", "s3cr3tBySubmitTy3",
          "environment", "s3cr3tOfEnvVc5",
          "MLflow's token", "s3cr3tOfMlflowUi1");

  @TempDir static Path folder;

  private static TrackingServer mlflow;
  private static String out;
  private static String err;
  private static int code;

  @BeforeAll
  static void run() throws Exception {
    mlflow = new TrackingServer("mlflow-artifacts:/1/abc/artifacts");
    Path settings =
        Files.writeString(
            folder.resolve("mine.conf"),
            """
            cellora.spark.conf {
              spark.hadoop.fs.s3a.session.token = %s
              spark.executorEnv.MY_PASSWORD = ${?SUBSTITUTED}
            }
            """
                .formatted(SECRETS.get("--settings")));
    ProcessBuilder command = new ProcessBuilder(command(settings));
    command.environment().put("SUBSTITUTED", SECRETS.get("variable in --settings"));
    command.environment().put("AWS_SECRET_ACCESS_KEY", SECRETS.get("environment"));
    command.environment().put("MLFLOW_TRACKING_URI", mlflow.address());
    command.environment().put("MLFLOW_TRACKING_TOKEN", SECRETS.get("MLflow's token"));
    Path errors = folder.resolve("stderr");
    Process process = command.redirectError(errors.toFile()).start();
    out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    code = process.waitFor();
    err = Files.readString(errors);
  }

  private static List<String> command(Path settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.matches("(--add-opens|-D|-Xmx).*"))
            .toList());
    command.add("-Dspark.hadoop.fs.azure.account.key.me=" + SECRETS.get("spark-submit"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Cellora.class.getName()));
    command.addAll(List.of("demo", "--out", folder.resolve("out").toString(), "--verbose"));
    command.addAll(List.of("--master", "local[2]", "--settings", settings.toString()));
    SMALL.forEach(setting -> command.addAll(List.of("--set", setting)));
    properties().forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    return command;
  }

  private static final List<String> SMALL =
      List.of(
          "spark.conf.spark.hadoop.fs.s3a.secret.key=" + SECRETS.get("--set"),
          "demo.genes=200",
          "demo.sourceCells=120",
          "demo.trainCells=150",
          "demo.valCells=100",
          "demo.testCells=100",
          "demo.pretrain.epochs=1",
          "demo.pretrain.hidden=[16]",
          "demo.pretrain.latent=8",
          "train.epochs=1",
          "train.headWarmupEpochs=1",
          "baseline.heads=logistic",
          "baseline.regularization=1e-2",
          "baseline.tolerance=1e-3",
          "evaluate.bootstrap.resamples=100",
          "evaluate.permutation.resamples=100",
          "calibration.unknown.classes=0");

  private static Map<String, String> properties() throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("spark.hadoop.fs.s3a.access.key", SECRETS.get("--conf"));
    all.put("spark.jars.repositories", "https://me:" + SECRETS.get("URL in --conf") + "@repo/m2");
    all.put(
        "spark.executor.defaultJavaOptions",
        "-Da=b -Djavax.net.ssl.trustStorePassword=" + SECRETS.get("JVM option in --conf"));
    all.put("spark.eventLog.enabled", "true");
    all.put("spark.eventLog.compress", "false");
    all.put("spark.eventLog.rolling.enabled", "false");
    all.put(
        "spark.eventLog.dir", Files.createDirectories(folder.resolve("events")).toUri().toString());
    all.put("spark.metrics.conf.*.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink");
    all.put(
        "spark.metrics.conf.*.sink.csv.directory",
        Files.createDirectories(folder.resolve("metrics")).toString());
    all.put("spark.sql.shufle.partitions", "2");
    return all;
  }

  @AfterAll
  static void stop() {
    mlflow.close();
  }

  @Test
  void itSaysFirstWhereItRunsAndWithWhichSettings() {
    assertThat(code).as(err).isIn(0, 3);
    assertThat(err)
        .containsPattern("Spark [34]\\.\\S+, local\\[2\\], 2 cores, application local-\\d+")
        .contains("  demo.genes = 200\n", "  lora.alpha = 16\n")
        .contains("  spark.conf.spark.hadoop.fs.s3a.secret.key = \"(hidden)\"\n")
        .contains("did you mean spark.sql.shuffle.partitions?");
  }

  @Test
  void noSecretIsPrintedRecordedOrHandedOn() {
    assertThat(everything()).hasSizeGreaterThan(30);
    everything()
        .forEach(
            (where, text) ->
                SECRETS.forEach(
                    (given, secret) ->
                        assertThat(text.contains(secret))
                            .as("%s stands in %s", given, where)
                            .isFalse()));
    assertThat(mlflow.authorizations).containsOnly("Bearer " + SECRETS.get("MLflow's token"));
  }

  /** All that a reader may see, by where it stands. */
  private static Map<String, String> everything() {
    Map<String, String> all = new TreeMap<>(Map.of("stdout", out, "stderr", err));
    all.put("MLflow", mlflow.params + " " + mlflow.tags + " " + mlflow.artifacts);
    for (String written : List.of("out", "events", "metrics")) {
      files(folder.resolve(written)).forEach(file -> all.put(file.toString(), content(file)));
    }
    files(folder.resolve("out"))
        .filter(file -> file.toString().endsWith(".parquet"))
        .map(Path::getParent)
        .distinct()
        .forEach(table -> all.put("table " + table, rows(table)));
    return all;
  }

  @Test
  void whatIsHiddenIsThereUnderItsName() {
    assertThat(rows(folder.resolve("out/results/tables/runs"))).contains("(hidden)");
    assertThat(content(events())).contains("(redacted)", "spark.hadoop.fs.s3a.secret.key");
    assertThat(mlflow.params.toString())
        .contains("spark.conf.spark.hadoop.fs.s3a.secret.key=(hidden)");
  }

  @Test
  void noJobLacksAGroupAndADescription() throws IOException {
    String runId =
        spark
            .read()
            .parquet(folder.resolve("out/results/tables/runs").toString())
            .first()
            .getAs("run_id");
    int ofTheRun = 0;
    for (String line : Files.readAllLines(events())) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.get("Event").asText().equals("SparkListenerJobStart")) {
        JsonNode properties = event.get("Properties");
        assertThat(properties.path("spark.job.description").asText()).isNotBlank();
        assertThat(properties.path("spark.jobGroup.id").asText()).isNotBlank();
        assertThat(properties.path("mdc.stage").asText()).isNotBlank();
        ofTheRun += properties.path("mdc.run").asText().equals(runId) ? 1 : 0;
      }
    }
    assertThat(ofTheRun).isGreaterThan(50);
  }

  @Test
  void aSinkOfSparkSeesWhatWasDone() {
    Map<String, String> last =
        files(folder.resolve("metrics"))
            .filter(file -> file.toString().contains("CelloraPlugin"))
            .collect(
                Collectors.toMap(
                    file -> file.getFileName().toString().replaceAll(".*\\.(\\w+)\\.csv", "$1"),
                    file -> content(file).strip().replaceAll("(?s).*\n", "")));

    assertThat(last)
        .containsOnlyKeys("cellsRead", "bytesRead", "cellsEmbedded", "stepTime", "workerStepTime");
    assertThat(count(last.get("cellsRead"))).isGreaterThanOrEqualTo(470);
    assertThat(count(last.get("bytesRead"))).isGreaterThan(10_000);
    assertThat(count(last.get("cellsEmbedded"))).isGreaterThanOrEqualTo(700);
    assertThat(count(last.get("stepTime"))).isPositive();
    assertThat(count(last.get("workerStepTime"))).isEqualTo(4 * count(last.get("stepTime")));
  }

  /** Of a line that begins with the time. */
  private static long count(String line) {
    return Long.parseLong(line.split(",")[1]);
  }

  private static Path events() {
    return files(folder.resolve("events"))
        .filter(file -> !file.getFileName().toString().startsWith("."))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Path> files(Path top) {
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String rows(Path table) {
    return String.join("\n", spark.read().parquet(table.toString()).toJSON().collectAsList());
  }
}
