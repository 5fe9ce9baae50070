package io.cellora.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.cli.WrittenCommand;
import io.cellora.job.config.SparkKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every Cellora command in {@code deploy/} can be typed, and every setting in it exists.
 *
 * <p>The convention: a command is a list of words (an array of JSON or YAML, a list of Python's) in
 * which its name stands first, or right behind a word that ends in {@code .jar}. In a README it is
 * what stands behind {@code ./cellora}, or behind {@code deploy/spark-submit.sh ... --}. Words that
 * are filled in later ({@code ${Bucket}}) may be paths, not options or numbers.
 */
class DescriptorsTest {

  private static final Set<String> COMMANDS = WrittenCommand.names();
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Path CONF = Path.of("..", "conf");
  private static final Pattern OUR_CLASS = Pattern.compile("\\bio\\.cellora\\.[\\w.]*[A-Z]\\w*");

  private static final Pattern SPARK_PROPERTY =
      Pattern.compile("\\b(spark\\.[A-Za-z][\\w.-]*\\w)\"?\\s*[:=]");

  @TempDir private Path folder;

  /** A command and where it stands. */
  private record Written(Path file, List<String> words) {
    @Override
    public String toString() {
      return DEPLOY.relativize(file) + ": " + String.join(" ", words);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandCanBeTyped(Written command) {
    assertThatCode(() -> WrittenCommand.check(command.words(), CONF)).doesNotThrowAnyException();
  }

  @Test
  void everyWayToDeployShowsACommand() throws IOException {
    List<Path> described =
        commands().map(Written::file).filter(file -> !isReadme(file)).distinct().toList();
    try (Stream<Path> folders = Files.list(DEPLOY)) {
      for (Path way : folders.filter(f -> Files.exists(f.resolve("README.md"))).toList()) {
        assertThat(described.stream().filter(file -> file.startsWith(way)))
            .as("commands in the descriptors of " + way)
            .isNotEmpty();
      }
    }
  }

  @Test
  void classesThatAreNamedExist() throws IOException {
    for (Path file : files()) {
      OUR_CLASS
          .matcher(Files.readString(file))
          .results()
          .map(MatchResult::group)
          .forEach(name -> assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException());
    }
  }

  @Test
  void propertiesOfSparkThatAreSetAreNotMisspelt() throws IOException {
    for (Path file : files()) {
      assertThat(misspelt(Files.readString(file))).as(file.toString()).isEmpty();
    }
    assertThat(
            misspelt(
                """
                {"spark.executor.memoryOverhed": "3g", "spark.executor.memory": "8g"}
                spark.dynamicAlocation.enabled: "false"
                --conf spark.executor.core=4
                """))
        .containsExactly(
            "spark.executor.memoryOverhed",
            "spark.dynamicAlocation.enabled",
            "spark.executor.core");
  }

  private static List<String> misspelt(String text) {
    return SPARK_PROPERTY
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(key -> SparkKeys.meant(key).isPresent())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run-all | run_all | run-all, expected",
        "--model | --modle | --model=DIR",
        "train.epochs | train.epoch | Invalid setting train.epoch: unknown",
        "=60 | =none | Invalid setting train.epochs: none",
        "emr-settings.conf | other.conf | Cannot read settings (no such file)",
        "--out | --verbose | --out"
      })
  void aBrokenCopyIsCaught(String right, String wrong, String message) throws IOException {
    Files.writeString(folder.resolve("emr-settings.conf"), "cellora { train.epochs = 5 }");
    Path file = folder.resolve("descriptor.yaml");
    Files.writeString(file, DESCRIPTOR);
    List<String> words = commandIn(file).orElseThrow();
    assertThatCode(() -> WrittenCommand.check(words, folder)).doesNotThrowAnyException();

    Files.writeString(file, DESCRIPTOR.replace(right, wrong));
    assertThatThrownBy(
            () ->
                WrittenCommand.check(
                    commandIn(file)
                        .orElseThrow(() -> new AssertionError("none but run-all, expected")),
                    folder))
        .hasMessageContaining(message);
  }

  private static final String DESCRIPTOR =
      """
      Schedule:
        Input: !Sub |
          {"Instances": {"Count": ${Count}}, "Steps": [{"Args": [
            "spark-submit", "--jars", "s3://${Bucket}/cellora-natives.jar",
            "s3://${Bucket}/cellora-job-all.jar",
            "run-all", "--input", "s3://${Bucket}/cells/*.h5ad", "--model", "s3://${Bucket}/model",
            "--out", "s3://${Bucket}/results", "--settings", "/opt/cellora/emr-settings.conf",
            "--set", "train.epochs=60"]}]}
      """;

  static Stream<Written> commands() throws IOException {
    Stream.Builder<Written> commands = Stream.builder();
    for (Path file : files()) {
      for (List<String> words : DescriptorWords.of(file)) {
        command(words, isReadme(file)).ifPresent(c -> commands.add(new Written(file, c)));
      }
    }
    return commands.build();
  }

  private static boolean isReadme(Path file) {
    return file.toString().endsWith(".md");
  }

  /** Without the checks, which hold copies that are broken on purpose. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.startsWith(DEPLOY.resolve("checks")))
          .filter(DescriptorWords::readable)
          .sorted()
          .toList();
    }
  }

  private static Optional<List<String>> commandIn(Path file) throws IOException {
    return DescriptorWords.of(file).stream().flatMap(w -> command(w, false).stream()).findFirst();
  }

  /** In a README all that is typed is a command, also one of a name that there is not. */
  private static Optional<List<String>> command(List<String> words, boolean typed) {
    if (typed) {
      return Optional.of(words).filter(w -> !w.get(0).startsWith("--"));
    }
    for (int i = 0; i < words.size(); i++) {
      boolean begins = i == 0 || words.get(i - 1).endsWith(".jar");
      if (begins && COMMANDS.contains(words.get(i))) {
        return Optional.of(words.subList(i, words.size()));
      }
    }
    return Optional.empty();
  }
}
