package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CelloraTest {

  private static final Set<String> COMMANDS =
      Set.of(
          "demo",
          "run-all",
          "evaluate",
          "train",
          "pretrain",
          "embed",
          "annotate",
          "export",
          "tables",
          "inspect",
          "plan",
          "doctor",
          "bench");

  /** Commands that do something: one of them stands under bench. */
  private static final Set<String> DOING =
      Set.of(
          "demo",
          "run-all",
          "evaluate",
          "train",
          "pretrain",
          "embed",
          "annotate",
          "export",
          "tables",
          "inspect",
          "plan",
          "doctor",
          "bench read",
          "bench embed");

  private static final Set<String> PRINTING =
      Set.of("inspect", "plan", "doctor", "bench read", "bench embed");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private SparkSession ofOtherTests;

  @BeforeEach
  void forgetSpark() {
    ofOtherTests = SparkSession.getDefaultSession().getOrElse(() -> null);
    SparkSession.clearDefaultSession();
  }

  @AfterEach
  void noSparkWasStarted() {
    assertThat(SparkSession.getDefaultSession().isDefined()).isFalse();
    if (ofOtherTests != null) {
      SparkSession.setDefaultSession(ofOtherTests);
    }
  }

  @Test
  void helpListsEveryCommand() {
    assertThat(cellora("--help")).isZero();
    assertThat(Cellora.commandLine().getSubcommands()).containsOnlyKeys(COMMANDS);
    assertThat(out.toString()).contains(COMMANDS);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfACommandSaysWhatItTakes(String command) {
    assertThat(cellora((command + " --help").split(" "))).isZero();
    assertThat(out.toString())
        .contains("Usage: cellora " + command, "Options of every command:")
        .contains(PRINTING.contains(command) ? "--json" : "--out")
        .contains("--master", "--conf", "--settings", "--set", "--overwrite", "--verbose")
        .contains("Examples:");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examplesCanBeTyped(String command) {
    CommandLine line = Cellora.commandLine();
    for (String word : command.split(" ")) {
      line = line.getSubcommands().get(word);
    }
    String footer = String.join("\n", line.getCommandSpec().usageMessage().footer());
    List<String> examples =
        footer.replace("\\\n", "").lines().filter(l -> l.contains("./cellora ")).toList();

    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      String[] words = example.strip().split("\\s+");
      assertThatCode(
              () -> Cellora.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length)))
          .as(example)
          .doesNotThrowAnyException();
    }
  }

  static Stream<String> commands() {
    return DOING.stream().sorted();
  }

  @Test
  void wrongUsageIsTwoShortLinesAndExitCode2() {
    assertThat(cellora("run-all", "--train", "a.h5ad")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .anyMatch(l -> l.startsWith("cellora: Missing required options: "))
        .anyMatch(l -> l.equals("Try ./cellora run-all --help"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--model m --out o | '--train=PATH' and '--val=PATH', or '--input=PATH'",
        "--model m --out o --train a | Missing required option: '--val=PATH'",
        "--model m --out o --val a --calibration b | Missing required option: '--train=PATH'",
        "--model m --out o --input a --val b | --input and --val are mutually exclusive",
        "--model m --out o --input a --calibration b | --input and --calibration are mutually",
        "--model m --out o --train a --val b --input c | --input and --train, --val are mutually",
        "--input a --out o | --model"
      })
  void cellsAreGivenBySplitOrToBeSplit(String options, String named) {
    for (String command : List.of("run-all", "train")) {
      assertThat(cellora((command + " " + options).split(" "))).as(command).isEqualTo(2);
      assertThat(err.toString()).contains(named, "Try ./cellora " + command + " --help");
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void filesOfEverySplitAreLookedForBeforeSparkStarts(@TempDir Path folder) {
    for (String cells :
        List.of(
            "--input . no.h5ad",
            "--train . --val . --calibration no.h5ad",
            "--train . --val . --test no.h5ad")) {
      String words = "run-all --model . --out %s/out %s".formatted(folder, cells);
      assertThat(cellora(words.split(" "))).isEqualTo(1);
      assertThat(err).hasToString("cellora: Cannot read input (no such file or folder): no.h5ad\n");
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void aMistypedCommandIsExitCode2() {
    assertThat(cellora("demoo")).isEqualTo(2);
    assertThat(err.toString()).contains("'demoo'", "Try ./cellora --help");
  }

  @Test
  void noCommandShowsTheHelp() {
    assertThat(cellora()).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: cellora", "demo");
  }

  @Test
  void aBadSettingIsOneLineAndExitCode1() {
    assertThat(cellora("demo", "--set", "train.workers=0")).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "cellora: Invalid setting train.workers: 0, expected an integer >= 1 (--set)\n");
  }

  @ParameterizedTest
  @CsvSource({
    "embed --input s3a://KEY:s3cr3t@b/a.h5ad --model m --out o, Invalid URL:"
        + " s3a://(hidden)@b/a.h5ad",
    "embed --input a --model m --out o --adapter a=s3a://KEY:s3cr3t@b, Invalid URL:"
        + " a=s3a://(hidden)@b",
    "inspect s3a://KEY:s3cr3t@b/a.h5ad, Invalid URL: s3a://(hidden)@b/a.h5ad",
    "demo --set evaluate.ontology=s3a://KEY:s3cr3t@b/c.obo, Invalid URL",
    "demo --set spark.conf.my.secret=[s3cr3tOfMine, Invalid setting spark.conf.my.secret: (hidden)",
    "demo --confspark.my.secret=s3cr3t, Unknown option"
  })
  void noSecretOfTheCommandLineIsPrinted(String words, String message) {
    for (String verbose : List.of("", " --verbose")) {
      cellora((words + verbose).split(" "));
      assertThat(err.toString()).contains(message).doesNotContain("s3cr3t");
    }
  }

  @Test
  void noSecretOfASettingsFileIsPrinted(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.conf"),
            "cellora.spark.conf {\n  spark.hadoop.fs.s3a.secret.key = s3cr3tOfMine { }\n");

    assertThat(cellora("demo", "--verbose", "--settings", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("cellora: Cannot read settings (", "mine.conf")
        .doesNotContain("s3cr3t");
  }

  @Test
  void theStackTraceIsShownWhenAsked() {
    assertThat(cellora("demo", "--verbose", "--set", "train.workers=0")).isEqualTo(1);
    assertThat(err.toString()).contains("\tat io.cellora.job.config.");
  }

  @Test
  void anExistingOutputIsRefusedBeforeSparkStarts(@TempDir Path folder) {
    assertThat(cellora("demo", "--out", folder.toString())).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "cellora: Cannot write output (the folder exists; choose another or add --overwrite): "
                + folder
                + "\n");
  }

  @Test
  void aMissingInputIsRefusedBeforeSparkStarts(@TempDir Path folder) {
    String[] words = {"embed", "--input", folder + "/no.h5ad", "--model", ".", "--out", "none"};

    assertThat(cellora(words)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("cellora: Cannot read input (no such file or folder): %s/no.h5ad\n", folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--reference r --out o | --embeddings",
        "--input a --reference r --out o | --model",
        "--embeddings t --input a --model m --reference r --out o | mutually exclusive",
        "--embeddings t --reference r --out o --weighting best | --weighting",
        "--input a --model m --out o | --adapter",
        "--embeddings t --out o | --adapter",
        "--input a --adapter b --out o --by neighbours | --reference",
        "--embeddings t --reference r --out o --format h5ad | --format",
        "--embeddings t --reference r --out o --min-confidence 0.5 | --min-confidence"
      })
  void annotateSaysWhatIsMissingOrTooMuch(String options, String named) {
    assertThat(cellora(("annotate " + options).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(named, "Try ./cellora annotate --help");
  }

  @Test
  void neighboursThatCannotBeCountedAreRefusedBeforeSparkStarts() {
    String[] words = "annotate --embeddings . --reference . --out none --k 0".split(" ");
    assertThat(cellora(words)).isEqualTo(1);
    assertThat(err).hasToString("cellora: Invalid --k: 0, expected at least 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--min-confidence 1.5 | Invalid --min-confidence: 1.5, expected a number from 0 to 1",
        "--max-distance NaN | Invalid --max-distance: NaN, expected a number from 0 to 2"
      })
  void limitsThatMeanNothingAreRefusedBeforeSparkStarts(String options, String message) {
    String words = "annotate --input . --adapter . --out none " + options;
    assertThat(cellora(words.split(" "))).isEqualTo(1);
    assertThat(err).hasToString("cellora: " + message + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--node-memory much | Invalid --node-memory: much, expected a size such as 64g",
        "--node-memory 64g --executors 0 | Invalid executors: 0, expected 1 to 100000",
        "--node-memory 64g --nonzeros 30000 | Invalid nonzeros: 30000, expected 1 to 28231",
        "--node-memory 64g --widths 128 | Invalid --widths: [28231, 128], expected hidden layers",
        "--node-memory 64g --measured no.json | Cannot read measurements (no.json): no.json"
      })
  void whatCannotBePlannedIsSaidInALine(String options, String message) {
    String words = "plan --cells 1e6 --cores 4 " + options;
    words += options.contains("--executors ") ? "" : " --executors 4";
    assertThat(cellora(words.split(" "))).isEqualTo(1);
    assertThat(err.toString()).startsWith("cellora: " + message);
  }

  @Test
  void aPlanStartsNoSpark() {
    String words = "plan --cells 22e6 --executors 16 --cores 8 --node-memory 64g";
    assertThat(cellora(words.split(" "))).isZero();
    assertThat(out.toString()).contains("Hours", "deploy/spark-submit.sh --master yarn ");
  }

  @Test
  void benchAloneShowsWhatCanBeMeasured() {
    assertThat(cellora("bench")).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: cellora bench", "read", "embed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cells 0 | Invalid cells: 0, expected at least 1",
        "--chunk x | Invalid --chunk: x, expected auto or a number",
        "--level 10 | Invalid level: 10, expected 1 to 9",
        "--runs 0 | Invalid runs: 0, expected at least 1",
        "--file pom.xml | Cannot measure files (no gene order to align them to): add --gene-order"
            + " FILE",
        "--file no.h5ad | Cannot read input (no such file or folder): no.h5ad",
        "--master local | Invalid --master: local, expected --cores: this runs on one machine"
      })
  void whatBenchCannotMeasureIsSaidInALine(String options, String message) {
    assertThat(cellora(("bench read " + options).split(" "))).isEqualTo(1);
    assertThat(err.toString().lines().filter(line -> line.startsWith("cellora: ")))
        .containsExactly("cellora: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cells 0 | Invalid cells: 0, expected at least 1",
        "--arms 0 | Invalid arms: 0, expected 1 to 64",
        "--runs 0 | Invalid runs: 0, expected at least 1",
        "--cores 0 | Invalid cores: 0, expected at least 1",
        "--model none | Cannot read input (no such file or folder): none",
        "--master local | Invalid --master: local, expected --cores: this runs on one machine"
      })
  void whatCannotBeEmbeddedIsSaidInALine(String options, String message) {
    assertThat(cellora(("bench embed " + options).split(" "))).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("cellora: %s\n", message);
  }

  @Test
  void aPrecisionThatIsNotMeasuredIsExitCode2() {
    assertThat(cellora("bench", "embed", "--precision", "auto")).isEqualTo(2);
    assertThat(err.toString()).contains("--precision", "auto", "BOTH");
  }

  @Test
  void anUnknownCompressionIsExitCode2() {
    assertThat(cellora("bench", "read", "--compression", "zip")).isEqualTo(2);
    assertThat(err.toString()).contains("--compression", "'zip'");
  }

  private int cellora(String... words) {
    return Cellora.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }
}
