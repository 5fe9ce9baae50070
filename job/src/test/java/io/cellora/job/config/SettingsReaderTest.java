package io.cellora.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.cellora.encoder.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

  private static final Path CONF = Path.of("..", "conf");

  @TempDir private Path folder;

  @Test
  void optionsWinOverTheFileAndTheFileOverTheReference() {
    Path file = file("cellora.train { epochs = 7, workers = 3 }");

    Settings settings = SettingsReader.read(Optional.of(file), Map.of("train.workers", "2"));

    assertThat(settings.train().workers()).isEqualTo(2);
    assertThat(settings.train().epochs()).isEqualTo(7);
    assertThat(settings.train().batchSize()).isEqualTo(256);
  }

  @Test
  void readsExactlyTheKeysOfTheReference() {
    assertThat(ConfigFactory.parseMap(Settings.defaults().toMap()).entrySet())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(
            ConfigFactory.parseFile(CONF.resolve("reference.conf").toFile())
                .getConfig("cellora")
                .entrySet()
                .stream()
                .map(Map.Entry::getKey)
                .toList());
  }

  @Test
  void theExampleForASmallMachineIsValid() {
    Settings settings =
        SettingsReader.read(Optional.of(CONF.resolve("local.conf")), Map.of("train.seeds", "5"));

    assertThat(settings.spark().master()).isEqualTo("local[2]");
    assertThat(settings.spark().conf()).containsEntry("spark.sql.shuffle.partitions", "4");
  }

  @Test
  void theExampleForGpusRequiresThemAndNamesWhatSparkMustBeTold() {
    Settings settings = SettingsReader.read(Optional.of(CONF.resolve("gpu.conf")), Map.of());

    assertThat(settings.encoder().device()).isEqualTo(DeviceChoice.GPU);
    assertThat(settings.spark().conf())
        .containsEntry("spark.task.resource.gpu.amount", "0.25")
        .containsEntry("spark.executorEnv.PYTORCH_VERSION", "2.7.1")
        .containsKeys(
            "spark.executor.resource.gpu.amount", "spark.executor.resource.gpu.discoveryScript");
  }

  @ParameterizedTest
  @CsvSource({
    "train.wokers, train.workers",
    "workers, train.workers",
    "input.labels, input.label",
    "train.head.droput, train.head.dropout",
    "sparc.master, spark",
    "train.seed, train.seeds",
    "arms.mine.train.wokers, arms.mine.train.workers",
    "arms.mine.train.earlyStopping.patients, arms.mine.train.earlyStopping.patience",
    "source.input.labels, source.input.label",
    "source.label, input.label"
  })
  void anUnknownKeyIsRefusedWithTheNearestKnownOne(String key, String nearest) {
    assertThatThrownBy(() -> Settings.defaultsWith(Map.of(key, "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid setting ")
        .hasMessageContaining(": unknown, expected " + nearest + " or another of");
  }

  @Test
  void anUnknownKeyOfAFileIsNamedWithItsLine() {
    Path file = file("cellora {\n  train {\n    wokers = 2\n  }\n}");

    assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
        .hasMessage(
            "Invalid setting train.wokers: unknown, expected train.workers"
                + " or another of conf/reference.conf (%s: 3)",
            file);
  }

  @Test
  void aKeyOutsideTheCelloraSectionIsRefused() {
    Path file = file("train.workers = 2");

    assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
        .hasMessageContaining("Invalid setting train: unknown, expected cellora.train or another");
  }

  @Test
  void aBadValueOfAFileIsNamedWithItsLine() {
    Path file = file("cellora {\n  train.workers = 0\n}");

    assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
        .hasMessage("Invalid setting train.workers: 0, expected an integer >= 1 (%s: 2)", file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.workers | many | an integer >= 1",
        "train.epochs | 1.5 | an integer >= 1",
        "train.batchSize | 3000000000 | an integer >= 1",
        "train.seeds | 0.1 | a list of one or more integers",
        "train.seeds | 3,3 | each seed once",
        "train.aggregationFanIn | 1 | 0 or at least 2 workers",
        "train.divergence.factor | 0.5 | 0 or a number > 1",
        "train.checkpoint.keep | 0 | an integer >= 1",
        "train.learningRate | 0 | a number > 0",
        "train.learningRate | NaN | a number > 0",
        "train.beta1 | 1 | a number >= 0 and < 1",
        "train.warmupFraction | 1.1 | a number from 0 to 1",
        "train.weightDecay | -0.1 | a number >= 0",
        "train.headWarmupEpochs | 41 | at most train.epochs, 40",
        "train.head | 5 | a section { ... }",
        "input.normalized | yes! | true or false",
        "encoder.device | cuda:0 | auto, cpu or gpu",
        "input.label | '' | a text that is not empty",
        "lora.targets | [] | a list of one or more texts",
        "lora.dropout | 1 | a number >= 0 and < 1",
        "lora.rankPattern.network.2 | 0 | an integer >= 1",
        "lora.alphaPattern.network.2 | x | a number > 0",
        "lora.init | eva | default, gaussian, pissa or olora",
        "lora.dynamic.mode | svd | off, energy or adalora",
        "lora.dynamic.energy | 0 | a number > 0 and <= 1",
        "lora.dynamic.budget | 17 | at most lora.dynamic.rMax, 16",
        "lora.dynamic.start | 0.7 | less than lora.dynamic.end, 0.7",
        "pretrain.hidden | [64, 0] | a list of one or more integers >= 1",
        "baseline.heads | majority | logistic among them: it is the baseline of the pictures",
        "baseline.heads | logistic,logistic | each once",
        "baseline.heads | logistic,svm | a list of one or more of majority, centroid, knn50, logistic,"
            + " logistic_adjusted, mlp_frozen, logistic_genes",
        "evaluate.bootstrap.resamples | 99 | an integer >= 100",
        "baseline.genes.tuningCells | 0 | an integer >= 1",
        "evaluate.sampleCells | 1 | an integer >= 2",
        "evaluate.forgetting.scales | 0.25, 1 | 1 and other tenths, each once",
        "evaluate.forgetting.scales | 0.5 | 1 and other tenths, each once",
        "evaluate.forgetting.scales | 1, 1 | 1 and other tenths, each once",
        "evaluate.forgetting.scales | 0, 1 | a list of one or more numbers > 0 and <= 1",
        "baseline.regularization | 1e-3,x | a list of one or more numbers >= 0",
      })
  void aBadValueIsRefusedWithWhatWasExpected(String key, String value, String expected) {
    assertThatThrownBy(() -> Settings.defaultsWith(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid setting " + key + ": ")
        .hasMessageEndingWith(", expected " + expected + " (--set)");
  }

  @Test
  void nullAndSectionsAreNoValues() {
    Path file = file("cellora.train.epochs = null");
    assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
        .hasMessageContaining("Invalid setting train.epochs: null, expected an integer >= 1");

    Path section = file("cellora.train.epochs { max = 3 }");
    assertThatThrownBy(() -> SettingsReader.read(Optional.of(section), Map.of()))
        .hasMessageContaining("Invalid setting train.epochs: { ... }, expected an integer >= 1");
  }

  @Test
  void listsAreWrittenWithOrWithoutBrackets() {
    Settings settings =
        Settings.defaultsWith(
            Map.of("pretrain.hidden", "[64, 32]", "lora.targets", "network.0.1, network.1.3"));

    assertThat(settings.pretrain().hidden()).containsExactly(64, 32);
    assertThat(settings.lora().targets()).isEqualTo(List.of("network.0.1", "network.1.3"));
  }

  @Test
  void sourceCellsAreReadAsTheOthersButForWhatDiffers() {
    Settings settings =
        Settings.defaultsWith(
            Map.of(
                "input.normalized", "true", "source.input.label", "label_l2", "input.donor", "d"));

    assertThat(settings.input().label()).isEqualTo("cell_type");
    assertThat(settings.source().input().label()).isEqualTo("label_l2");
    assertThat(settings.source().input().normalized()).isTrue();
    assertThat(settings.with(Map.of("input.donor", "e")).source().input().donor()).isEqualTo("e");
    assertThatThrownBy(() -> Settings.defaultsWith(Map.of("source.input.minGeneOverlap", "0")))
        .hasMessage(
            "Invalid setting source.input.minGeneOverlap: 0, expected an integer >= 1 (--set)");
  }

  @Test
  void patternsHaveNamesOfLayersAsKeys() {
    Path file =
        file(
            "cellora.lora { rankPattern { \"network.0.1\" = 16, network.2 = 4 }\n"
                + "alphaPattern { \"network\\\\.[12]\" = 3.5 } }");

    Settings.Lora lora = SettingsReader.read(Optional.of(file), Map.of()).lora();

    assertThat(lora.rankPattern())
        .containsExactlyInAnyOrderEntriesOf(Map.of("network.0.1", 16, "network.2", 4));
    assertThat(lora.alphaPattern())
        .containsExactlyInAnyOrderEntriesOf(Map.of("network\\.[12]", 3.5));
    assertThat(lora.config().rank("network.0.1")).isEqualTo(16);
    assertThat(lora.config().alpha("network.2")).isEqualTo(3.5f);
  }

  @Test
  void dynamicRanksStartAtTheirLargestWithTheSameScale() {
    Map<String, String> adalora = Map.of("lora.dynamic.mode", "adalora", "lora.dynamic.rMax", "32");

    assertThat(Settings.defaultsWith(adalora).lora().config().rank("network.2")).isEqualTo(32);
    assertThat(Settings.defaultsWith(adalora).lora().config().scaling("network.2")).isEqualTo(2);
    assertThat(Settings.defaults().lora().config().rank("network.2")).isEqualTo(8);
  }

  @Test
  void adaloraCannotStartFromTheBaseWeight() {
    assertThatThrownBy(
            () ->
                Settings.defaultsWith(Map.of("lora.dynamic.mode", "adalora", "lora.init", "pissa")))
        .hasMessage(
            "Invalid setting lora.init: pissa, expected default or gaussian where"
                + " lora.dynamic.mode is adalora (--set)");
  }

  @Test
  void textsOfOptionsNeedNoQuotes() {
    Settings settings =
        Settings.defaultsWith(Map.of("spark.master", "local[2]", "input.layer", "layers/a:b"));

    assertThat(settings.spark().master()).isEqualTo("local[2]");
    assertThat(settings.input().layer()).isEqualTo("layers/a:b");
  }

  @Test
  void sparkPropertiesAreFree() {
    Path file = file("cellora.spark.conf { spark.a.b = 1, \"spark.speculation\" = true }");

    assertThat(SettingsReader.read(Optional.of(file), Map.of()).spark().conf())
        .containsExactlyInAnyOrderEntriesOf(Map.of("spark.a.b", "1", "spark.speculation", "true"));
  }

  @Test
  void aMissingOrMalformedFileIsNamed() {
    assertThatThrownBy(() -> SettingsReader.read(Optional.of(folder.resolve("no")), Map.of()))
        .hasMessage("Cannot read settings (no such file): " + folder.resolve("no"));

    Path malformed = file("cellora { train ");
    assertThatThrownBy(() -> SettingsReader.read(Optional.of(malformed), Map.of()))
        .hasMessageStartingWith("Cannot read settings (")
        .hasMessageEndingWith("): " + malformed);
  }

  @Test
  void aKeyThatIsAlsoASectionIsRefused() {
    assertThatThrownBy(
            () -> Settings.defaultsWith(Map.of("train", "1", "train.epochs", "2", "a..b", "3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid setting");
  }

  private Path file(String text) {
    try {
      return Files.writeString(Files.createTempFile(folder, "settings", ".conf"), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
