package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.FaultyFileSystem;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.TrainRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors of their own that are slow, fail, are told to leave and are killed give what two
 * threads give that are left alone.
 */
@Tag("cluster")
class ClusterFaultsTest extends StageTestBase {

  private static final long MINUTES = 20;

  @TempDir Path folder;

  @Test
  void speculationFailuresDecommissioningAndKillsChangeNothing()
      throws IOException, InterruptedException {
    Path faulty = Files.createDirectories(folder.resolve("faulty"));
    String told = runFaulty(faulty);
    Path plain = folder.resolve("plain");
    runPlain(plain);

    assertThat(told)
        .as("what happened")
        .containsPattern(
            "speculative=[1-9]\\d* failed=[1-9]\\d* decommissioned=[1-9]\\d* lost=[1-9]");
    assertThat(names(faulty)).containsExactly("embedded", "trained");
    assertThat(rows(faulty.resolve("embedded/embeddings")))
        .isEqualTo(rows(plain.resolve("embedded/embeddings")));
    for (String table : List.of("cells", "split_manifest", "ranks")) {
      assertThat(rows(faulty.resolve("trained/tables/" + table)))
          .as(table)
          .isEqualTo(rows(plain.resolve("trained/tables/" + table)));
    }
    assertThat(contents(faulty.resolve("trained/adapters")))
        .isEqualTo(contents(plain.resolve("trained/adapters")));
  }

  private static String runFaulty(Path out) throws IOException, InterruptedException {
    Path home = Files.createDirectories(shared.resolve("spark-home/jars")).getParent();
    Path log = shared.resolve("faulty.log");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(arg -> !arg.startsWith("-Xmx") && !arg.startsWith("-javaagent"))
            .toList());
    command.addAll(List.of("-Xmx1g", "-cp", classPath, FaultyCluster.class.getName()));
    command.add(FaultyFileSystem.url(atlas.train().get(0)));
    command.add(FaultyFileSystem.url(atlas.val().get(0)));
    command.add(model.toString());
    command.add(out.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile()).directory(home.toFile());
    String version = spark.version().startsWith("4") ? "2.13" : "2.12";
    builder
        .environment()
        .putAll(Map.of("SPARK_HOME", home.toString(), "SPARK_LOCAL_IP", "127.0.0.1"));
    builder.environment().put("SPARK_SCALA_VERSION", version);
    Process process = builder.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String told = Files.readString(log);
    assertThat(ended && process.exitValue() == 0).as(told).isTrue();
    return told;
  }

  private static void runPlain(Path out) {
    EmbedCells.run(
        spark,
        settings(FaultyCluster.SETTINGS),
        new EmbedRequest(
            List.of(atlas.val().get(0).toString()),
            model.toString(),
            out.resolve("embedded").toString(),
            Map.of(),
            true,
            false),
        new Told());
    Train.run(
        spark,
        settings(FaultyCluster.SETTINGS),
        new TrainRequest(
            List.of(atlas.train().get(0).toString()),
            List.of(atlas.val().get(0).toString()),
            model.toString(),
            out.resolve("trained").toString(),
            List.of(),
            false,
            false),
        new Told());
  }

  private static List<String> rows(Path table) {
    return spark.read().parquet(table.toString()).drop("run_id").toJSON().collectAsList().stream()
        .map(row -> row.replaceAll("\"(path|file)\":\"[a-z]+:/*", "\"$1\":\"/"))
        .sorted()
        .toList();
  }
}
