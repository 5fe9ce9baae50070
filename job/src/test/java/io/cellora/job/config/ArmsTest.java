package io.cellora.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmsTest {

  @TempDir private Path folder;

  @Test
  void anArmIsTheRunsSettingsWithItsOwnKeysOverThem() throws IOException {
    Settings settings =
        read(
            "cellora { train.epochs = 7, lora.r = 5,"
                + " arms { run = [lora-ce, mine], mine { train.epochs = 9, lora.targets = [a] } } }",
            Map.of("train.clipNorm", "3"));

    Settings mine = settings.arm("mine");
    assertThat(mine.train().epochs()).isEqualTo(9);
    assertThat(mine.train().clipNorm()).isEqualTo(3);
    assertThat(mine.lora().r()).isEqualTo(5);
    assertThat(mine.lora().targets()).containsExactly("a");
    assertThat(mine.input()).isEqualTo(settings.input());
    assertThat(settings.arm("lora-ce")).isEqualTo(settings);
    assertThat(settings.arms().trained()).containsExactly("lora-ce", "mine");
  }

  @Test
  void anOptionMayChangeOneArmAlone() {
    Settings settings =
        Settings.defaultsWith(
            Map.of("arms.lora-ce.train.epochs", "11", "arms.run", "baseline, lora-ce"));

    assertThat(settings.arm("lora-ce").train().epochs()).isEqualTo(11);
    assertThat(settings.train().epochs()).isEqualTo(40);
    assertThat(settings.arms().trained()).containsExactly("lora-ce");
  }

  @Test
  void armsAreRecordedSoThatTheyReadBackAsTheSame() throws IOException {
    Settings settings =
        read(
            "cellora.arms { run = [mine], mine { train { epochs = 9, headWarmupEpochs = 2 } } }",
            Map.of());

    assertThat(read("{\"cellora\": " + settings.toJson() + "}", Map.of())).isEqualTo(settings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run = [lora-cee] | arms.run: [\"lora-cee\"], expected some of baseline, lora-ce",
        "run = [lora-ce, lora-ce] | arms.run: [\"lora-ce\",\"lora-ce\"], expected each arm once",
        "mine = 3 | arms.mine: 3, expected a section { ... } or the list run",
        "mine.encoder.threads = 3 | arms.mine.encoder: unknown, expected lora { ... } or train",
        "mine.train.wokers = 3 | arms.mine.train.wokers: unknown, expected arms.mine.train.workers",
        "mine.train = 3 | arms.mine.train: 3, expected a section { ... }",
        "mine.train.epochs = 0 | arms.mine.train.epochs: 0, expected an integer >= 1",
        "mine.train.workers = 8 | arms.mine.train.workers: 8, expected none in an arm: all arms",
        "mine.train.seeds = [8] | arms.mine.train.seeds: [8], expected none in an arm: all arms",
        "baseline.train.epochs = 8 | arms.baseline: { ... }, expected no section: the frozen",
        "\"../up\".train.epochs = 8 | arms.../up: { ... }, expected an arm's name of letters",
      })
  void aBadArmIsRefusedWithItsLine(String arms, String message) {
    assertThatThrownBy(() -> read("cellora.arms {\n " + arms + "\n}", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid setting " + message)
        .hasMessageContaining(": 2)");
  }

  @Test
  void anArmThatIsNotDefinedIsRefused() {
    assertThatThrownBy(() -> Settings.defaults().arm("none"))
        .hasMessageStartingWith("Invalid arm: none, expected one of lora-ce");
  }

  private Settings read(String text, Map<String, String> options) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "arms", ".conf"), text);
    return SettingsReader.read(Optional.of(file), options);
  }
}
