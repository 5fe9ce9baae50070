package io.cellora.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of conf/ for places to run, and the Spark properties of scripts. */
class ConfFilesTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Their classes are in a Spark distribution, not among the jars that Cellora is built with. */
  private static final Pattern OF_A_RESOURCE_MANAGER =
      Pattern.compile("spark\\.(kubernetes|yarn)\\..*");

  static Stream<Path> files() throws IOException {
    return Files.list(ROOT.resolve("conf"))
        .filter(file -> file.toString().endsWith(".conf"))
        .filter(file -> !file.endsWith("reference.conf"))
        .sorted();
  }

  @Test
  void thereIsOneForEachPlace() throws IOException {
    assertThat(files().map(file -> file.getFileName().toString()))
        .containsExactly(
            "cluster.conf",
            "databricks.conf",
            "emr.conf",
            "gpu.conf",
            "kubernetes.conf",
            "local.conf");
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachIsReadAndHoldsOnlyWhatDiffers(Path file) throws IOException {
    List<SettingsDifference> differing = SettingsDifference.fromReference(read(file).toJson());
    long lines =
        Files.readString(file)
            .lines()
            .map(String::strip)
            .filter(line -> line.contains(" = ") && !line.startsWith("#"))
            .count();

    assertThat(differing).isNotEmpty().hasSize((int) lines);
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachNamesOnlyPropertiesThatSparkKnows(Path file) {
    assertThat(read(file).spark().conf().keySet()).allMatch(ConfFilesTest::known);
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachSaysHowItIsGivenAndExplainsItsLines(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).startsWith("# ").contains("--settings");
    assertThat(text.lines().filter(line -> line.strip().startsWith("#")).count())
        .isGreaterThan(read(file).spark().conf().size());
  }

  /** Platforms commit files in their own ways. */
  @ParameterizedTest
  @MethodSource("files")
  void noneSetsACommitter(Path file) {
    assertThat(read(file).spark().conf().keySet())
        .noneMatch(key -> key.toLowerCase().contains("commit"));
  }

  @Test
  void scriptsNameOnlyPropertiesThatSparkKnows() throws IOException {
    List<String> keys =
        Stream.of("deploy/spark-submit.sh", "job/bench/check_kills.sh", "job/bench/check_sql.sh")
            .map(ConfFilesTest::content)
            .flatMap(
                text ->
                    Pattern.compile("--conf \"?(spark[\\w.]+)=")
                        .matcher(text)
                        .results()
                        .map((MatchResult found) -> found.group(1)))
            .toList();

    assertThat(keys).hasSizeGreaterThan(5).allMatch(ConfFilesTest::known);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memroy, spark.executor.memory",
    "spark.executor.memoryOverHead, spark.executor.memoryOverhead",
    "spark.sql.shufle.partitions, spark.sql.shuffle.partitions",
    "spark.decomission.enabled, spark.decommission.enabled",
    "executor.memory, spark.executor.memory"
  })
  void aTypingErrorIsFound(String wrong, String meant) {
    assertThat(known(wrong)).isFalse();
    assertThat(SparkKeys.meant(wrong)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memory",
    "spark.hadoop.fs.s3a.secert.key",
    "spark.executorEnv.PATH",
    "spark.databricks.cluster.profile",
    "spark.my.own.thing"
  })
  void whatSparkMayKnowIsLeftAlone(String key) {
    assertThat(SparkKeys.meant(key)).isEmpty();
  }

  @Test
  void aBrokenCopyIsRefused(@TempDir Path folder) throws IOException {
    Path broken =
        Files.writeString(
            folder.resolve("local.conf"),
            content("conf/local.conf").replace("rowsPerPartition", "rowsPerPartitions"));

    assertThatThrownBy(() -> read(broken))
        .hasMessageContaining("input.rowsPerPartitions: unknown, expected input.rowsPerPartition")
        .hasMessageContaining("local.conf");
  }

  private static boolean known(String key) {
    return SparkKeys.knows(key) || OF_A_RESOURCE_MANAGER.matcher(key).matches();
  }

  private static Settings read(Path file) {
    return SettingsReader.read(Optional.of(file), Map.of());
  }

  private static String content(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
