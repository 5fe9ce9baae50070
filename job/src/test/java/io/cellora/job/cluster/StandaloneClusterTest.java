package io.cellora.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import io.cellora.job.config.PretrainRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.SilentProgress;
import io.cellora.job.config.TrainRequest;
import io.cellora.job.demo.DemoAtlas;
import io.cellora.job.demo.DemoFiles;
import io.cellora.job.demo.DemoShards;
import io.cellora.job.demo.DemoSpec;
import io.cellora.job.stage.Pretrain;
import io.cellora.job.stage.Train;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings on a standalone cluster of two workers, with shards, model, checkpoints and output on
 * HDFS. What all of run-all does on clusters is for job/bench/check_cluster.sh.
 */
@Tag("cluster")
class StandaloneClusterTest extends SparkTestBase {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "input.minGeneOverlap", "100",
          "pretrain.hidden", "[24, 16]",
          "pretrain.latent", "8",
          "pretrain.epochs", "2",
          "pretrain.batchSize", "60",
          "train.epochs", "1",
          "train.headWarmupEpochs", "1",
          "train.batchSize", "64",
          "train.checkpoint.everySteps", "3",
          "lora.r", "2");

  private static final Progress SILENT = new SilentProgress() {};

  @TempDir private static Path disk;

  private static MiniDFSCluster hdfs;
  private static FileSystem files;
  private static StandaloneCluster cluster;
  private static Path settings;

  @BeforeAll
  static void startCluster() throws IOException, URISyntaxException, InterruptedException {
    DemoShards shards = new DemoShards(1, 120, 2);
    DemoFiles atlas =
        DemoAtlas.write(
            disk.resolve("atlas"),
            new DemoSpec(1, 200, shards, new DemoShards(2, 150, 3), shards, shards));
    trainHere(atlas);
    hdfs = HdfsServer.start(disk.resolve("hdfs"), 0);
    files = hdfs.getFileSystem();
    for (String folder : List.of("atlas", "model")) {
      files.copyFromLocalFile(onDisk(disk.resolve(folder)), new org.apache.hadoop.fs.Path("/"));
    }
    settings = Files.writeString(disk.resolve("train.conf"), text());
    files.copyFromLocalFile(onDisk(settings), new org.apache.hadoop.fs.Path("/"));
    cluster = StandaloneCluster.start(Files.createDirectory(disk.resolve("cluster")), 2);
  }

  @AfterAll
  static void stopCluster() throws InterruptedException {
    if (cluster != null) {
      cluster.close();
    }
    if (hdfs != null) {
      hdfs.shutdown(true);
    }
  }

  @Test
  void clientModeEndsInTheBytesOfLocalMode() throws IOException, InterruptedException {
    int code = train("client", List.of(), at("train.conf"));

    assertThat(code).as(cluster.log("client")).isZero();
    assertThat(adapters("client")).isEqualTo(expected()).isNotEmpty();
    assertThat(names("/")).doesNotContain(".client.inprogress");
  }

  @Test
  void clusterModeTakesASettingsFileAlongAndEndsInTheSameBytes()
      throws IOException, InterruptedException {
    int code = train("cluster", List.of("--files", settings.toString()), "train.conf");

    assertThat(code).isZero();
    assertThat(cluster.log("cluster"))
        .as("driver's log: %s", cluster.driverLogs())
        .containsPattern("State of driver .*driver-\\S+ is FINISHED");
    assertThat(adapters("cluster")).isEqualTo(expected()).isNotEmpty();
    assertThat(names("/")).doesNotContain(".cluster.inprogress");
  }

  /**
   * Spark itself ends with 0 whatever becomes of the driver; deploy/spark-submit.sh looks for this.
   */
  @Test
  void whoSubmitsInClusterModeHearsOfAFailure() throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "embed", "--input", at("none.h5ad"), "--model", at("model"), "--out", at("missing"));

    cluster.submit("missing", "cluster", List.of(), command);

    assertThat(cluster.log("missing")).containsPattern("State of driver .*driver-\\S+ is FAILED");
    assertThat(cluster.driverLogs()).contains("cellora: Cannot read " + at("none.h5ad"));
    assertThat(names("/")).doesNotContain("missing", ".missing.inprogress");
  }

  private static int train(String deployMode, List<String> options, String settings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("train", "--settings", settings));
    command.addAll(List.of("--train", at("atlas/train-*.h5ad"), "--val", at("atlas/val-*.h5ad")));
    command.addAll(List.of("--model", at("model"), "--out", at(deployMode)));
    return cluster.submit(deployMode, deployMode, options, command);
  }

  private static void trainHere(DemoFiles atlas) {
    Settings settings = Settings.defaultsWith(SETTINGS);
    String model = disk.resolve("model").toString();
    PretrainRequest pretrain =
        new PretrainRequest(
            strings(atlas.source()), atlas.geneOrder().toString(), "cell_type", model, false);
    Pretrain.run(spark, settings, pretrain, SILENT);
    TrainRequest train =
        new TrainRequest(
            strings(atlas.train()),
            strings(atlas.val()),
            model,
            disk.resolve("local").toString(),
            List.of(),
            false,
            false);
    Train.run(spark, settings, train, SILENT);
  }

  private static String text() {
    return SETTINGS.entrySet().stream()
        .map(entry -> "cellora." + entry.getKey() + " = " + entry.getValue() + "\n")
        .sorted()
        .collect(Collectors.joining());
  }

  /** Bytes by name; the config is left out, because it names its model's place. */
  private static Map<String, String> expected() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(disk.resolve("local/adapters/lora-ce/seed-0"))) {
      for (Path file : all.filter(StandaloneClusterTest::isCompared).toList()) {
        found.put(file.getFileName().toString(), hex(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  private static boolean isCompared(Path file) {
    return !file.getFileName().toString().matches("\\..*|adapter_config.json");
  }

  private static Map<String, String> adapters(String out) throws IOException {
    Map<String, String> found = new TreeMap<>();
    org.apache.hadoop.fs.Path folder =
        new org.apache.hadoop.fs.Path("/" + out + "/adapters/lora-ce/seed-0");
    for (FileStatus file : files.listStatus(folder)) {
      if (isCompared(Path.of(file.getPath().getName()))) {
        try (var in = files.open(file.getPath())) {
          found.put(file.getPath().getName(), hex(in.readAllBytes()));
        }
      }
    }
    return found;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  private static List<String> names(String folder) throws IOException {
    return Stream.of(files.listStatus(new org.apache.hadoop.fs.Path(folder)))
        .map(file -> file.getPath().getName())
        .toList();
  }

  private static String at(String name) {
    return hdfs.getURI() + "/" + name;
  }

  private static org.apache.hadoop.fs.Path onDisk(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  private static List<String> strings(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }
}
